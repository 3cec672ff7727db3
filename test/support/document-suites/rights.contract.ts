import { beforeAll, describe, expect, it } from '@jest/globals';
import { keyWith, userWith } from '../callers.js';
import { type DocumentScene, refusal } from './scene.js';

/** Which keys and roles may do what with documents. */
export function describeRights(scene: () => DocumentScene): void {
  let { api, documents } = {} as DocumentScene;
  beforeAll(() => void ({ api, documents } = scene()));

  describe('rights', () => {
    it('a key that may only write sees nothing that reading needs', async () => {
      const writer = documents.as(await keyWith(api, 'documents:write'));
      const made = (await writer.announce({ description: 'hidden' })).body;
      expect(made.upload_url).toContain('X-Amz-Signature');
      for (const path of ['', `/${made.document_id}`, `/${made.document_id}/processing-status`])
        expect(await writer.get(path)).toMatchObject(refusal(403, 'FORBIDDEN'));
      await writer.send(made, '0123456789');
      expect((await writer.post(`/${made.document_id}/confirm-upload`)).status).toBe(202);
      const { body } = await writer.patch(`/${made.document_id}`, { name: 'Renamed' });
      expect(body).toMatchObject({ name: 'Renamed', description: null, chunk_count: null, knowledge_base_ids: null });
      expect((await writer.delete(`/${made.document_id}`)).status).toBe(204);
      const reader = documents.as(await keyWith(api, 'documents:read'));
      expect(await reader.announce()).toMatchObject(refusal(403, 'FORBIDDEN'));
      expect((await reader.get('')).status).toBe(200);
      const uploader = documents.as(await keyWith(api, 'uploads:read', 'uploads:write'));
      expect(await uploader.get('')).toMatchObject(refusal(403, 'FORBIDDEN'));
      expect(await uploader.announce()).toMatchObject(refusal(403, 'FORBIDDEN'));
    });

    it('members change only their own documents and knowledge bases', async () => {
      const member = documents.as(await userWith(api, 'member'));
      const theirs = (await documents.announce()).body.document_id;
      const base = (await documents.bases.post('', { name: 'of an admin' })).body.knowledge_base_id;
      expect((await member.get(`/${theirs}`)).status).toBe(200);
      expect(await member.delete(`/${theirs}`)).toMatchObject(refusal(403, 'FORBIDDEN'));
      expect(await member.patch(`/${theirs}`, { name: 'x' })).toMatchObject(refusal(403, 'FORBIDDEN'));
      expect(await member.bases.delete(`/${base}`)).toMatchObject(refusal(403, 'FORBIDDEN'));
      const own = (await member.announce({ knowledge_base_ids: [base] })).body.document_id;
      expect((await member.patch(`/${own}`, { name: 'x' })).status).toBe(200);
      expect((await member.delete(`/${own}`)).status).toBe(204);
      const viewer = documents.as(await userWith(api, 'viewer'));
      expect((await viewer.get(`/${theirs}`)).status).toBe(200);
      expect(await viewer.announce()).toMatchObject(refusal(403, 'FORBIDDEN'));
    });
  });
}
