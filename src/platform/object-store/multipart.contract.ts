import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import pMap from 'p-map';
import { MultipartRefusedError } from './object-store.js';
import { S3ObjectStore } from './s3/s3-object-store.js';
import { SigV4UrlSigner } from './signing/sigv4-url-signer.js';
import { patterned, type RunningStore } from './testing/running-store.js';

const MIB = 1024 * 1024;
const type = 'image/png';

/** The contract of uploads in parts. `start` returns an empty bucket of a real store. */
export function describeMultipartUploads(name: string, start: () => Promise<RunningStore>): void {
  describe(`multipart uploads of ${name}`, () => {
    let running: RunningStore;
    let store: S3ObjectStore;

    beforeAll(async () => {
      running = await start();
      const { location, credentials, directory } = running;
      store = new S3ObjectStore({ location, multipartCopyThresholdBytes: 6 * MIB, directory }, () => credentials);
    });

    afterAll(async () => {
      store.onApplicationShutdown();
      await running.stop();
    });

    const read = async (key: string) => buffer((await store.get(key))!.stream);
    const uploadPart = async (key: string, uploadId: string, partNumber: number, body: Buffer) => {
      const signer = new SigV4UrlSigner(running.location, () => running.credentials);
      const part = { key, uploadId, partNumber, contentLength: body.length, expiresInSeconds: 60 };
      const answer = await fetch(signer.signPart(part).url, { method: 'PUT', body: new Uint8Array(body) });
      expect(answer.status).toBe(200);
      return { partNumber, size: body.length, etag: (answer.headers.get('etag') ?? '').replaceAll('"', '') };
    };

    it('are listed, and completed idempotently', async () => {
      const key = 'multi/ü (1)';
      const uploadId = await store.createMultipart(key, 'video/mp4');
      const bytes = patterned(5 * MIB + 3);
      const parts = [
        await uploadPart(key, uploadId, 1, bytes.subarray(0, 5 * MIB)),
        await uploadPart(key, uploadId, 2, bytes.subarray(5 * MIB)),
      ];
      expect(await store.listParts(key, uploadId)).toEqual(parts);
      const listed = await store.listMultiparts(key);
      expect(listed).toEqual([{ key, uploadId, initiatedAt: expect.any(Date) }]);
      const made = await store.completeMultipart(key, uploadId, parts);
      expect(made).toMatchObject({ key, size: bytes.length, contentType: 'video/mp4' });
      expect((await read(key)).equals(bytes)).toBe(true);
      expect(await store.completeMultipart(key, uploadId, parts)).toEqual(made);
    });

    it('are listed by key, and for the bucket page by page', async () => {
      const keys = ['paged', 'paged', 'paged.2', 'paged/3'];
      const opened: { key: string; uploadId: string }[] = [];
      for (const key of keys) opened.push({ key, uploadId: await store.createMultipart(key, type) });
      const ids = (sessions: { uploadId: string }[]) => sessions.map(({ uploadId }) => uploadId).sort();
      expect(ids(await store.listMultiparts('paged'))).toEqual(ids(opened.slice(0, 2)));
      const first = await store.pageOfMultiparts({ key: 'pagec', uploadId: '' });
      expect(ids(first.sessions)).toEqual(ids(opened));
      // Stores order the sessions of keys that begin alike in their own way: a page goes on in that order.
      for (const [index, place] of first.sessions.entries())
        expect((await store.pageOfMultiparts(place)).sessions).toEqual(first.sessions.slice(index + 1));
      expect(first.next).toBeNull();
      for (const { key, uploadId } of opened) await store.abortMultipart(key, uploadId);
    });

    it('stream a part, and refuse one for a missing session', async () => {
      const bytes = patterned(2 * MIB + 3);
      const send = (uploadId: string) =>
        store.putPart({ key: 'own', uploadId, partNumber: 1, body: Readable.from([bytes]), size: bytes.length });
      const uploadId = await store.createMultipart('own', type);
      const part = await send(uploadId);
      expect(await store.listParts('own', uploadId)).toEqual([part]);
      await store.completeMultipart('own', uploadId, [part]);
      expect((await read('own')).equals(bytes)).toBe(true);
      await expect(send(uploadId)).rejects.toBeInstanceOf(MultipartRefusedError);
    });

    describe('a streamed part', () => {
      let uploadId: string;
      const send = (body: Readable, size: number, signal?: AbortSignal) =>
        store.putPart({ key: 'exact', uploadId, partNumber: 1, body, size, signal });
      const expectNoPart = async () => expect(await store.listParts('exact', uploadId)).toEqual([]);

      beforeAll(async () => void (uploadId = await store.createMultipart('exact', type)));
      afterAll(() => store.abortMultipart('exact', uploadId));

      it.each([
        ['shorter', 'abc'],
        ['longer', 'abcdefgh'],
      ])('is not stored when the body is %s than announced', async (_word, text) => {
        await expect(send(Readable.from([Buffer.from(text)]), 5)).rejects.toThrow('announced');
        await expectNoPart();
      });

      it("fails with the source's own error and is not stored", async () => {
        const source = Readable.from(
          (async function* () {
            yield Buffer.from('ab');
            throw new Error('the source broke');
          })(),
        );
        await expect(send(source, 5)).rejects.toThrow('the source broke');
        await expectNoPart();
      });

      it('is not stored when the caller has aborted, and throws the given reason', async () => {
        const reason = new Error('enough');
        await expect(send(Readable.from(['x']), 1, AbortSignal.abort(reason))).rejects.toBe(reason);
        await expectNoPart();
      });
    });

    it('list all parts over several pages', async () => {
      const uploadId = await store.createMultipart('many', type);
      const numbers = Array.from({ length: 1001 }, (_, index) => index + 1);
      const parts = await pMap(numbers, (number) => uploadPart('many', uploadId, number, Buffer.from('x')), {
        concurrency: 16,
      });
      expect(await store.listParts('many', uploadId)).toEqual(parts);
      await store.abortMultipart('many', uploadId);
    });

    it('refuse missing parts and a missing session', async () => {
      const uploadId = await store.createMultipart('refused', type);
      const part = await uploadPart('refused', uploadId, 1, Buffer.from('x'));
      const forged = [{ ...part, etag: '0'.repeat(32) }];
      await expect(store.completeMultipart('refused', uploadId, forged)).rejects.toThrow(MultipartRefusedError);
      await store.abortMultipart('refused', uploadId);
      await expect(store.completeMultipart('refused', uploadId, [part])).rejects.toThrow(MultipartRefusedError);
      expect(await store.head('refused')).toBeNull();
    });

    it('are aborted idempotently, with their parts', async () => {
      const uploadId = await store.createMultipart('aborted', type);
      expect(await store.listParts('aborted', uploadId)).toEqual([]);
      await store.abortMultipart('aborted', uploadId);
      await expect(store.abortMultipart('aborted', uploadId)).resolves.toBeUndefined();
      expect(await store.listParts('aborted', uploadId)).toBeNull();
      expect(await store.listMultiparts('aborted')).toEqual([]);
    });
  });
}
