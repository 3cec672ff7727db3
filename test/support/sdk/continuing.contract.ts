import { describe, expect, it } from '@jest/globals';
import { fileStore } from '@airlock/sdk/node';
import { failure, MIB, type SdkScene } from './sdk-scene.js';

const bucket = 'assets';

/** Uploads that one process begins and another ends. */
export function describeContinuing(scene: () => SdkScene): void {
  describe('an upload that was left unfinished', () => {
    it('continues in another process what a cut has left, and sends only what is missing', async () => {
      const { blob, sha256 } = await scene().file('continued.bin', 40 * MIB);
      const resume = fileStore(`${scene().folder}/resume`);
      scene().store.proxy.faults.refuse = ({ url }) => (/partNumber=4/.test(url!) ? 503 : undefined);
      const input = { file: blob, filename: 'continued.bin', bucket };
      const first = scene()
        .client({ resume, retries: { attempts: 1 } })
        .files()
        .upload(input);
      expect(await failure(first)).toMatchObject({ code: 'STORE_REFUSED', status: 503, retryable: true });
      const [begun] = await scene().uploadsOf('continued.bin');
      const stored = (await scene().api.get(`/v1/uploads/${begun.upload_id}/parts`)).body;
      scene().mend();
      const files = scene()
        .client({ resume: fileStore(`${scene().folder}/resume`) })
        .files();
      const { fileId } = await files.upload(input);
      expect(fileId).toBe(begun.upload_id);
      expect(scene().partsSent).toEqual(stored.missing);
      expect(await files.waitForScan(fileId)).toMatchObject({ sha256 });
      // What is finished is not continued: the same file again is another upload.
      expect((await files.upload(input)).fileId).not.toBe(fileId);
    });

    it('is not admitted with the parts of another file', async () => {
      const { blob } = await scene().file('other.bin', 40 * MIB);
      const bytes = Buffer.from(await blob.arrayBuffer());
      const input = { filename: 'other.bin', bucket };
      const resume = fileStore(`${scene().folder}/other`);
      scene().store.proxy.faults.refuse = ({ url }) => (/partNumber=5/.test(url!) ? 503 : undefined);
      const first = scene()
        .client({ resume, retries: { attempts: 1 } })
        .files();
      await failure(first.upload({ ...input, file: new Blob([bytes]) }));
      scene().mend();
      bytes.write('other bytes', 4 * MIB);
      const files = scene().client({ resume }).files();
      const { fileId } = await files.upload({ ...input, file: new Blob([bytes]) });
      expect(scene().partsSent).not.toContain(1);
      const error = await failure(files.waitForScan(fileId));
      expect(error).toMatchObject({ code: 'FILE_REJECTED', statusReason: 'checksum_mismatch' });
      expect(await scene().statusOf('other.bin')).toEqual(['FAILED']);
    });
  });
}
