import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { MOST_RANKED } from '../../../src/features/documents/search/candidates.repository.js';
import { explainEverything, PlanWatch } from '../../support/plans.js';
import { SearchScene } from '../../support/search-scene.js';

const CHUNKS = 3_000;

let scene: SearchScene;

beforeAll(async () => {
  scene = await SearchScene.open();
  const { id } = await scene.add({ chunks: ['seed'] });
  await scene.query(`
    INSERT INTO document_chunks (workspace_id, document_id, index, start_offset, end_offset, token_count, text)
    SELECT '${scene.tenant.workspaceId}', '${id}', n, n, n + 1, 1, 'common word number ' || n || CASE WHEN n % 300 = 0 THEN ' seldom' ELSE '' END
    FROM generate_series(1, ${CHUNKS}) n`);
  await scene.query('ANALYZE document_chunks');
}, 60_000);
afterAll(() => scene.close());

describe('a search among many chunks', () => {
  it('ranks a bounded number of them, and says so', async () => {
    const common = await scene.search('common word');
    expect(common).toMatchObject({ isPartial: true, match: 'whole_words' });
    expect(common.hits).toHaveLength(20);
    const { ranked } = await scene.candidates.find(
      scene.tenant,
      { required: [[{ text: 'common', isPhrase: false }]], excluded: [] },
      { limit: 5 },
    );
    expect(ranked).toBe(MOST_RANKED + 1);
    const rare = await scene.search('seldom');
    expect(rare.isPartial).toBe(false);
    expect(rare.hits).toHaveLength(CHUNKS / 300);
  });

  it('gives the same hits in the same order each time', async () => {
    const [first, second] = [await scene.search('common word'), await scene.search('common word')];
    expect(second).toEqual(first);
  });

  it('finds words by the index, whatever they are, and never reads the table whole', async () => {
    await explainEverything(scene.test);
    scene = await scene.reopened();
    const watch = new PlanWatch(scene.database);
    for (const q of ['common', 'seldom', '"common word"', 'common -seldom', 'seldom OR common', 'numbe']) {
      const plans = await watch.of(() => scene.search(q));
      const searches = plans.filter(({ text }) => text.includes('document_chunks'));
      expect(searches.length).toBeGreaterThan(0);
      expect([q, searches.flatMap(({ seqScans }) => seqScans)]).toEqual([q, []]);
      const indexes = searches.flatMap(({ indexes }) => indexes);
      expect([q, indexes]).toEqual([q, expect.arrayContaining(['document_chunks_by_words'])]);
      const read = Math.max(...searches.flatMap(({ rowsOf }) => rowsOf('document_chunks')));
      expect(read).toBeLessThanOrEqual(MOST_RANKED + 1);
    }
  });
});

describe('a small knowledge base among many chunks', () => {
  it('is searched for parts of words that many chunks outside of it have', async () => {
    const knowledgeBase = await scene.knowledgeBase();
    await scene.query(`UPDATE document_chunks SET text = text || ' enumeration' WHERE index <= 500`);
    const { id } = await scene.add({ chunks: ['Hausnumerierung'], knowledgeBases: [knowledgeBase] });
    expect(await scene.search('numer', { knowledgeBaseId: knowledgeBase })).toMatchObject({
      ...{ match: 'partial_words', isPartial: false, hits: [{ documentId: id }] },
    });
  });

  it('that has more documents than a statement names is searched as well', async () => {
    const { organizationId, workspaceId } = scene.tenant;
    const knowledgeBase = await scene.knowledgeBase();
    const { id, uploadId } = await scene.add({ chunks: ['Grossnumerik'], knowledgeBases: [knowledgeBase] });
    await scene.query(`
      INSERT INTO uploads SELECT (jsonb_populate_record(u, jsonb_build_object('id', 'upl_' || lpad(n::text, 16, '0'),
          'document_id', 'doc_' || lpad(n::text, 16, '0'), 'key', n))).*
        FROM uploads u, generate_series(1, 1001) n WHERE u.id = '${uploadId}'`);
    await scene.query(`
      INSERT INTO documents (id, organization_id, workspace_id, upload_id, name, created_by)
        SELECT 'doc_' || lpad(n::text, 16, '0'), '${organizationId}', '${workspaceId}', 'upl_' || lpad(n::text, 16, '0'), 'n', 'key'
        FROM generate_series(1, 1001) n`);
    await scene.query(`
      INSERT INTO knowledge_base_documents (workspace_id, knowledge_base_id, document_id)
        SELECT '${workspaceId}', '${knowledgeBase}', 'doc_' || lpad(n::text, 16, '0') FROM generate_series(1, 1001) n`);
    for (const [q, match] of [
      ['numer', 'partial_words'],
      ['grossnumerik', 'whole_words'],
    ] as const)
      expect(await scene.search(q, { knowledgeBaseId: knowledgeBase })).toMatchObject({
        match,
        hits: [{ documentId: id }],
      });
  });
});

describe('the pages of a document’s chunks', () => {
  const textsOf = async (id: string, after?: number) =>
    (await scene.chunks.listEach(scene.tenant, [{ documentId: id, after, limit: 2 }]))[0]!.map(({ index, text }) => [
      index,
      text,
    ]);

  it('go on in the new text when it is extracted again in between', async () => {
    const { id } = await scene.add({ chunks: ['old 0', 'old 1', 'old 2', 'old 3', 'old 4'] });
    expect(await textsOf(id)).toEqual([0, 1, 2].map((index) => [index, `old ${index}`]));
    await scene.write(id, ['new 0', 'new 1', 'new 2']);
    expect(await textsOf(id, 1)).toEqual([[2, 'new 2']]);
    await scene.write(id, ['newer 0']);
    expect(await textsOf(id, 1)).toEqual([]);
    expect(await textsOf(id)).toEqual([[0, 'newer 0']]);
  });

  it('are empty while it is extracted again', async () => {
    const { id } = await scene.add({ chunks: ['old 0'], status: 'PROCESSING' });
    expect(await textsOf(id)).toEqual([]);
  });
});

describe('a role that is limited to a workspace', () => {
  it('reads no chunk of another one, and none without a workspace', async () => {
    const client = new pg.Client(scene.test.appUrl);
    await client.connect();
    const count = async () => Number((await client.query('SELECT count(*) FROM document_chunks')).rows[0].count);
    try {
      expect(await count()).toBe(0);
      await client.query(`SELECT set_config('airlock.workspace_id', 'ws_0000000000000000', false)`);
      expect(await count()).toBe(0);
      await client.query(`SELECT set_config('airlock.workspace_id', '${scene.tenant.workspaceId}', false)`);
      const { workspaceId } = scene.tenant;
      const where = { workspaceId };
      expect(await count()).toBe(await scene.database.system.documentChunk.count({ where }));
    } finally {
      await client.end();
    }
  });
});
