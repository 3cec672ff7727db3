import { beforeAll, describe, expect, it } from '@jest/globals';
import { type DocumentScene, refusal } from './scene.js';

/** The workspace that a path names. */
export function describePlace(scene: () => DocumentScene): void {
  let { api, documents, stranger } = {} as DocumentScene;
  beforeAll(() => void ({ api, documents, stranger } = scene()));

  describe('the workspace in the path', () => {
    it('is found by id or name, and decides whatever X-Namespace says', async () => {
      const { body: other } = await api.post('/v1/workspaces', { name: 'papers' });
      const there = await api.call('POST', `/api/workspaces/papers/documents/upload`, {
        ...{ filename: 'a.txt', content_type: 'text/plain', file_size: 9 },
      });
      expect(there.body.s3_key).toContain(other.workspace_id);
      const here = await api.as(api.key, 'papers').get(`${documents.path}/${there.body.document_id}`);
      expect(here).toMatchObject(refusal(404, 'NOT_FOUND'));
    });

    it.each([
      ['GET', ''],
      ['POST', '/upload/'],
      ['GET', '/doc_0000000000000000'],
      ['DELETE', '/doc_0000000000000000/'],
    ])('of another organization is not found: %s %s', async (method, path) => {
      expect(await stranger.call(method, documents.path + path)).toMatchObject(refusal(404, 'NOT_FOUND'));
    });
  });
}
