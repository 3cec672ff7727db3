import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../api.js';
import { documentsOf } from '../document-api.js';
import { type DocumentScene, refusal } from './scene.js';

/** Filters and orders of the list of documents. */
export function describeLists(scene: () => DocumentScene): void {
  let { available, documents, stranger } = {} as DocumentScene;
  beforeAll(() => void ({ available, documents, stranger } = scene()));

  describe('documents in a list', () => {
    it('are filtered and sorted, page by page', async () => {
      const { body: base } = await documents.bases.post('', { name: 'Sorted' });
      const knowledge_base_ids = [base.knowledge_base_id];
      const made: Json[] = [];
      for (const name of ['beta', 'Alpha 50%', 'äther', 'alpha_2'])
        made.push((await documents.announce({ name, knowledge_base_ids })).body);
      await available({ name: 'Gamma', knowledge_base_ids });
      const list = async (query: string) => {
        const names: string[] = [];
        let cursor = '';
        do {
          const { body } = await documents.get(`?limit=2&knowledge_base_id=${base.knowledge_base_id}${query}${cursor}`);
          names.push(...body.items.map(({ name }: Json) => name));
          cursor = body.next_cursor && `&cursor=${body.next_cursor}`;
        } while (cursor);
        return names;
      };
      expect(await list('')).toEqual(['Gamma', 'alpha_2', 'äther', 'Alpha 50%', 'beta']);
      expect(await list('&sort=created_at')).toEqual(['beta', 'Alpha 50%', 'äther', 'alpha_2', 'Gamma']);
      expect(await list('&sort=name')).toEqual(['Alpha 50%', 'alpha_2', 'beta', 'Gamma', 'äther']);
      expect(await list('&sort=-name')).toEqual(['äther', 'Gamma', 'beta', 'alpha_2', 'Alpha 50%']);
      expect(await list('&name=ALPHA&sort=name')).toEqual(['Alpha 50%', 'alpha_2']);
      expect(await list('&name=%25')).toEqual(['Alpha 50%']);
      expect(await list('&name=_')).toEqual(['alpha_2']);
      expect(await list('&status=pending&sort=name')).toEqual(['Alpha 50%', 'alpha_2', 'beta', 'äther']);
      expect(await list('&status=processing')).not.toContain('beta');
      expect(await documents.get('?knowledge_base_id=kb_0000000000000000')).toMatchObject(refusal(404, 'NOT_FOUND'));
      expect(await documents.get('?status=done')).toMatchObject(refusal(400, 'VALIDATION_FAILED', 'status'));
      const byName = (await documents.get('?sort=name&limit=1')).body.next_cursor;
      expect(await documents.get(`?cursor=${byName}`)).toMatchObject(refusal(400, 'VALIDATION_FAILED', 'cursor'));
      expect((await (await documentsOf(stranger)).get('')).body).toEqual({ items: [], next_cursor: null });
      await documents.delete(`/${made[0].document_id}`);
      expect(await list('&sort=name')).not.toContain('beta');
    });
  });
}
