import { describe, expect, it } from '@jest/globals';
import type { Api } from './api.js';
import { type DocumentApi, documentsOf } from './document-api.js';
import { until } from './resilience/until.js';

const TEXT = 'The quarterly forecast of <script>alert(1)</script> Zürich.\nA second line, with 東京都の天気.';

const SEARCH = `query ($q: String!, $kb: ID) {
  searchDocuments(q: $q, knowledgeBaseId: $kb) { match isPartial nodes { id documentId documentName index score highlight } }
}`;

async function processed(documents: DocumentApi, text: string): Promise<string> {
  const { body } = await documents.announce({ filename: 'forecast.txt', file_size: Buffer.byteLength(text) });
  await documents.send(body, text);
  await documents.post(`/${body.document_id}/confirm-upload/`);
  await until(async () => {
    const status = (await documents.get(`/${body.document_id}/processing-status/`)).body.processing_status;
    expect(status).not.toBe('FAILURE');
    return status === 'SUCCESS';
  });
  return body.document_id;
}

/** Search and chunks over HTTP, beside the other tests of documents. */
export function describeSearch(of: () => { api: Api; stranger: Api }): void {
  describe('the text of a document', () => {
    let documents: DocumentApi;
    let id: string;

    it('is found and read in pieces once it is processed, over both APIs', async () => {
      const { api } = of();
      documents = await documentsOf(api);
      id = await processed(documents, TEXT);
      const hit = {
        ...{ document_id: id, document_name: 'forecast', chunk_id: `${id}_0`, index: 0, page: null, sheet: null },
        ...{ row: null, score: expect.any(Number), highlight: expect.stringContaining('<mark>forecast</mark>') },
      };
      for (const path of ['/search/', '/search']) {
        const { status, body } = await documents.get(
          `${path}?q=${encodeURIComponent('"quarterly forecast" zurich -draft')}`,
        );
        expect(status).toBe(200);
        expect(body).toEqual({ items: [hit], match: 'whole_words', is_partial: false, next_cursor: null });
        expect(body.items[0].highlight).not.toContain('<script>');
      }
      const { data } = (await api.graphql(SEARCH, { q: 'foreca' })).body;
      expect(data.searchDocuments).toMatchObject({
        ...{ match: 'partial_words', isPartial: false },
        nodes: [{ id: `${id}_0`, documentId: id, documentName: 'forecast', index: 0 }],
      });
      expect((await documents.get(`/search/?q=${encodeURIComponent('天気')}`)).body.items).toHaveLength(1);
      const chunks = (await documents.get(`/${id}/chunks/`)).body;
      expect(chunks).toEqual({
        items: [
          {
            ...{ chunk_id: `${id}_0`, index: 0, text: TEXT, page: null, sheet: null, row: null },
            ...{ start: 0, end: TEXT.length, token_count: expect.any(Number) },
          },
        ],
        next_cursor: null,
      });
    });

    it('is for its own workspace and for callers who may read documents', async () => {
      const { stranger } = of();
      const theirs = await documentsOf(stranger);
      expect((await theirs.get('/search/?q=forecast')).body.items).toEqual([]);
      expect((await stranger.graphql(SEARCH, { q: 'forecast' })).body.data.searchDocuments.nodes).toEqual([]);
      for (const path of ['/search/?q=forecast', `/${id}/chunks/`])
        expect((await documents.as(stranger).get(path)).status).toBe(404);
      expect((await theirs.get(`/${id}/chunks/`)).status).toBe(404);
      expect((await theirs.get('/search/?q=a&knowledge_base_id=kb_0000000000000000')).status).toBe(404);
    });

    it('is searched for any text, and what is not text is refused', async () => {
      const status = async (query: string) => (await documents.get(`/search/${query}`)).status;
      for (const q of ['"', "'", '-', '((', 'a:*&!', '\\', '%', '\u0001', ' ', '🎉', 'x'.repeat(500)])
        expect([q, await status(`?q=${encodeURIComponent(q)}`)]).toEqual([q, 200]);
      for (const query of ['', '?q=', `?q=${'x'.repeat(501)}`, '?q=%00', '?q=a&limit=0', '?q=a&limit=101', '?q=a&q=b'])
        expect([query, await status(query)]).toEqual([query, 400]);
    });

    it('is gone with the document', async () => {
      expect((await documents.delete(`/${id}/`)).status).toBe(204);
      expect((await documents.get('/search/?q=forecast')).body.items).toEqual([]);
      expect((await documents.get(`/${id}/chunks/`)).status).toBe(404);
    });
  });
}
