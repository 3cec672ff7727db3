import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { noise } from '../fixtures.js';
import { atEach, failure, MIB, type SdkScene } from './sdk-scene.js';

const bucket = 'assets';

/** Uploads whose bytes come once, one after the other. */
export function describeStreams(scene: () => SdkScene): void {
  describe('streams', () => {
    const stream = (chunks: number, size = 100_000) =>
      Readable.from(
        (function* () {
          for (let number = 0; number < chunks; number++) yield Buffer.alloc(size, noise(1000, String(number)));
        })(),
      );

    it('of an unknown size are sent in parts as they come, with few bytes in memory', async () => {
      let [read, sent, ahead] = [0, 0, 0];
      const counted = async function* () {
        for await (const chunk of stream(600) as AsyncIterable<Buffer>) {
          read += chunk.length;
          ahead = Math.max(ahead, read - sent);
          yield chunk;
        }
      };
      const files = scene().client().files();
      const onProgress = ({ loaded }: { loaded: number }) => (sent = loaded);
      const file = await files.upload({
        file: counted(),
        filename: 'stream.bin',
        bucket,
        metadata: { kept: true },
        onProgress,
      });
      expect(file).toMatchObject({ size: 60_000_000, filename: 'stream.bin' });
      expect(await files.waitForScan(file.fileId)).toMatchObject({ size: 60_000_000, metadata: { kept: true } });
      expect(ahead).toBeLessThan(57 * MIB);
      expect((await scene().api.get('/v1/upload-tokens')).body.items).toEqual([]);
    });

    it('survive a cut in the middle', async () => {
      const cuts: Promise<void>[] = [];
      const onProgress = atEach([12 * MIB], () => cuts.push(scene().cut()));
      const files = scene().client().files();
      const file = await files.upload({ file: stream(300), filename: 'cut-stream.bin', bucket, onProgress });
      await Promise.all(cuts);
      expect(cuts).toHaveLength(1);
      expect(await files.waitForScan(file.fileId)).toMatchObject({ size: 30_000_000 });
      expect(await scene().statusOf('cut-stream.bin')).toEqual(['COMPLETED']);
    });

    it('that are short are sent whole, and those of a known size are held to it', async () => {
      const files = scene().client().files();
      expect(await files.upload({ file: stream(3, 5), filename: 'short.bin', bucket })).toMatchObject({ size: 15 });
      for (const size of [14, 16, 20 * MIB]) {
        const error = await failure(files.upload({ file: stream(3, 5), size, filename: 'wrong.bin', bucket }));
        expect([size, error.code]).toEqual([size, 'FILE_CHANGED']);
      }
      expect(new Set(await scene().statusOf('wrong.bin'))).toEqual(new Set(['CANCELED']));
    });

    it('that are longer than allowed or break are ended on the server', async () => {
      const files = scene().client().files();
      const long = files.upload({ file: stream(300), maxSize: 20_000_000, filename: 'long.bin', bucket });
      expect((await failure(long)).code).toMatch(/VALIDATION_FAILED|SIZE_MISMATCH|PAYLOAD_TOO_LARGE/);
      const broken = async function* () {
        yield* stream(200) as AsyncIterable<Buffer>;
        throw new Error('The disk is gone.');
      };
      const error = await failure(files.upload({ file: broken(), filename: 'broken.bin', bucket }));
      expect(error).toMatchObject({ code: 'FILE_UNREADABLE', cause: new Error('The disk is gone.') });
      expect([...(await scene().statusOf('long.bin')), ...(await scene().statusOf('broken.bin'))]).not.toContain(
        'IN_PROGRESS',
      );
    });
  });
}
