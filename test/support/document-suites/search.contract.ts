import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Api, Json } from '../api.js';
import { keyWith } from '../callers.js';
import { type DocumentApi, documentsOf } from '../document-api.js';
import { until } from '../resilience/until.js';
import { refusal } from './scene.js';

const TEXT = 'The quarterly forecast of <script>alert(1)</script> Zürich.\nA second line, with 東京都の天気.';

const SEARCH = `query ($q: String!, $kb: ID) {
  searchDocuments(q: $q, knowledgeBaseId: $kb) { match isPartial nodes { id documentId documentName index score highlight } }
}`;

const CHUNKS = `query ($id: ID!, $after: String) {
  document(id: $id) { chunks(first: 1, after: $after) {
    nodes { id chunkId index start end text page sheet row tokenCount } pageInfo { hasNextPage endCursor } } }
}`;

async function processed(documents: DocumentApi, text: string, more: object = {}): Promise<string> {
  const announced = { filename: 'forecast.txt', file_size: Buffer.byteLength(text), ...more };
  const { body } = await documents.announce(announced);
  await documents.send(body, text);
  await documents.post(`/${body.document_id}/confirm-upload/`);
  await succeeded(documents, body.document_id);
  return body.document_id;
}

async function succeeded(documents: DocumentApi, id: string): Promise<void> {
  await until(async () => {
    const status = (await documents.get(`/${id}/processing-status/`)).body.processing_status;
    expect(status).not.toBe('FAILURE');
    return status === 'SUCCESS';
  });
}

interface Scene {
  api: Api;
  stranger: Api;
}

/** Search and chunks over HTTP, beside the other tests of documents. */
export function describeSearch(of: () => Scene): void {
  describe('the text of a document', () => {
    let documents: DocumentApi;
    let id: string;
    beforeAll(async () => {
      documents = await documentsOf(of().api);
      id = await processed(documents, TEXT);
    });
    const scene = () => ({ ...of(), documents, id });
    isFound(scene);
    isReadInPages(scene);
    hasLanguage(scene);
    isForItsWorkspace(scene);
    needsRights(scene);
    takesAnyText(scene);
  });
}

type Text = Scene & { documents: DocumentApi; id: string };

function isFound(scene: () => Text): void {
  it('is found and read in pieces once it is processed, over both APIs', async () => {
    const { api, documents, id } = scene();
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
      ...{ match: 'PARTIAL_WORDS', isPartial: false },
      nodes: [{ id: expect.stringMatching(`^${id}_0_`), documentId: id, documentName: 'forecast', index: 0 }],
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
}

/** Words that take many tokens: two chunks of fewer than 1,000 bytes. */
const LONG = Array.from({ length: 190 }, (_, n) => String.fromCodePoint(0x12000 + n)).join(' ');

function isReadInPages(scene: () => Text): void {
  it('is read page by page, by cursors that both APIs take', async () => {
    const { api, documents } = scene();
    const id = await processed(documents, LONG);
    const chunks: Json[] = [];
    let after: string | null = null;
    do {
      const { nodes, pageInfo }: Json = (await api.graphql(CHUNKS, { id, after })).body.data.document.chunks;
      const { items } = (await documents.get(`/${id}/chunks?limit=1${after ? `&cursor=${after}` : ''}`)).body;
      expect(items).toMatchObject([{ chunk_id: nodes[0].id, text: nodes[0].text, token_count: nodes[0].tokenCount }]);
      chunks.push(...nodes);
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after);
    expect(chunks.length).toBeGreaterThan(1);
    for (const [index, { chunkId, start, end, text, ...chunk }] of chunks.entries()) {
      expect(chunk).toMatchObject({ id: chunkId, index, page: null, sheet: null, row: null });
      expect([chunkId, text]).toEqual([`${id}_${index}`, LONG.slice(start, end)]);
      expect(start).toBeLessThanOrEqual(chunks[index - 1]?.end ?? 0);
    }
    expect(chunks.at(-1)!.end).toBe(LONG.length);
    const other = (await documents.get(`/${id}/chunks?limit=1`)).body.next_cursor;
    expect(await documents.get(`/${scene().id}/chunks?cursor=${other}`)).toMatchObject(
      refusal(400, 'VALIDATION_FAILED', 'cursor'),
    );
  });
}

function hasLanguage(scene: () => Text): void {
  it('is found in other forms of its words while it has its language', async () => {
    const { api, documents } = scene();
    const id = await processed(documents, 'The children were running home.', { language: 'english' });
    const found = async () => (await documents.get('/search?q=runs')).body.items.map((hit: Json) => hit.document_id);
    expect(await found()).toEqual([id]);
    const change =
      'mutation ($input: UpdateDocumentInput!) { updateDocument(input: $input) { language processingStatus } }';
    const { data } = (await api.graphql(change, { input: { documentId: id, language: 'SIMPLE' } })).body;
    expect(data.updateDocument).toEqual({ language: 'SIMPLE', processingStatus: 'PROCESSING' });
    await succeeded(documents, id);
    expect(await found()).toEqual([]);
    expect((await documents.patch(`/${id}`, { language: 'english' })).body.language).toBe('english');
    await succeeded(documents, id);
    expect(await found()).toEqual([id]);
    const { body: same } = await documents.patch(`/${id}`, { language: 'english', name: 'x' });
    expect(same).toMatchObject({ language: 'english', name: 'x', processing_status: 'SUCCESS' });
  });

  it('has none of the languages that there are not', async () => {
    const { api, documents, id } = scene();
    for (const language of ['English', 'klingon', '', 1, ['german']]) {
      const refused = refusal(400, 'VALIDATION_FAILED', 'language');
      expect(await documents.announce({ language })).toMatchObject(refused);
      expect(await documents.post('/', { upload_id: 'upl_0000000000000000', language })).toMatchObject(refused);
      expect(await documents.patch(`/${id}`, { language })).toMatchObject(refused);
    }
    const { body } = await api.graphql(
      `mutation { updateDocument(input: { documentId: "${id}", language: klingon }) { id } }`,
    );
    expect(body.errors).toHaveLength(1);
  });
}

function needsRights(scene: () => Text): void {
  it('is shown to keys with documents:read only, by whichever way', async () => {
    const { api, documents, id } = scene();
    const uploadId = (await documents.get(`/${id}`)).body.upload_id;
    const writer = await keyWith(api, 'documents:write', 'uploads:read');
    for (const path of ['/search?q=forecast', `/${id}/chunks`])
      expect(await documents.as(writer).get(path)).toMatchObject(refusal(403, 'FORBIDDEN'));
    const nodes = 'chunks { nodes { text } }';
    for (const way of [
      'query { searchDocuments(q: "forecast") { nodes { highlight } } }',
      `query { document(id: "${id}") { ${nodes} } }`,
      `query { upload(id: "${uploadId}") { document { ${nodes} } } }`,
      `mutation { updateDocument(input: { documentId: "${id}", name: "forecast" }) { ${nodes} } }`,
    ]) {
      const { body, text } = await writer.graphql(way);
      expect([way, body.errors?.map(({ extensions }: Json) => extensions.code)]).toEqual([way, ['FORBIDDEN']]);
      expect(text).not.toContain('quarterly');
    }
    const reader = await keyWith(api, 'documents:read');
    expect((await documents.as(reader).get('/search?q=forecast')).body.items).toHaveLength(1);
    expect((await reader.graphql(CHUNKS, { id })).body.data.document.chunks.nodes).toMatchObject([{ text: TEXT }]);
  });
}

function isForItsWorkspace(scene: () => Text): void {
  it('is for its own workspace and for callers who may read documents', async () => {
    const { stranger, documents, id } = scene();
    const theirs = await documentsOf(stranger);
    expect((await theirs.get('/search/?q=forecast')).body.items).toEqual([]);
    expect((await stranger.graphql(SEARCH, { q: 'forecast' })).body.data.searchDocuments.nodes).toEqual([]);
    expect((await stranger.graphql(CHUNKS, { id })).body.errors[0].extensions.code).toBe('NOT_FOUND');
    for (const path of ['/search/?q=forecast', `/${id}/chunks/`])
      expect((await documents.as(stranger).get(path)).status).toBe(404);
    expect((await theirs.get(`/${id}/chunks/`)).status).toBe(404);
    expect((await theirs.get('/search/?q=a&knowledge_base_id=kb_0000000000000000')).status).toBe(404);
  });
}

function takesAnyText(scene: () => Text): void {
  it('is searched for any text, and what is not text is refused', async () => {
    const { documents } = scene();
    const status = async (query: string) => (await documents.get(`/search/${query}`)).status;
    for (const q of ['"', "'", '-', '((', 'a:*&!', '\\', '%', '\u0001', ' ', '🎉', 'x'.repeat(500)])
      expect([q, await status(`?q=${encodeURIComponent(q)}`)]).toEqual([q, 200]);
    for (const query of ['', '?q=', `?q=${'x'.repeat(501)}`, '?q=%00', '?q=a&limit=0', '?q=a&limit=101', '?q=a&q=b'])
      expect([query, await status(query)]).toEqual([query, 400]);
  });

  it('is gone with the document', async () => {
    const { documents, id } = scene();
    expect((await documents.delete(`/${id}/`)).status).toBe(204);
    expect((await documents.get('/search/?q=forecast')).body.items).toEqual([]);
    expect((await documents.get(`/${id}/chunks/`)).status).toBe(404);
  });
}
