import type pg from 'pg';
import type { Corpus } from './corpus.js';

export const TENANT = { organizationId: 'org_0000000000000000', workspaceId: 'ws_0000000000000000' };
export const KNOWLEDGE_BASE = 'kb_0000000000000000';
const OTHERS = 50;
/** Different texts; each is the text of many chunks, so that a million is made in minutes. Words are as frequent as in one. */
const TEXTS = 20_000;
const PER_DOCUMENT = 20;
const IN_KNOWLEDGE_BASE = 200;
const BATCH = 1_000;
const SAMPLE = 1_000;

/** What was measured while the table was built. */
export const BUILT: string[] = [];

/** One workspace with nine of ten chunks, fifty small ones with the rest. */
export async function fillChunks(
  owner: pg.Client,
  corpus: Corpus,
  { chunks, words }: { chunks: number; words: number },
) {
  await owner.query(
    `SET maintenance_work_mem = '512MB'; SET synchronous_commit = off; SET session_replication_role = replica`,
  );
  await owner.query('CREATE TABLE bench_texts (n int PRIMARY KEY, text text, words tsvector)');
  for (let first = 0; first < TEXTS; first += BATCH)
    await owner.query(
      `INSERT INTO bench_texts SELECT $2 + n, text, to_tsvector('airlock_simple', searchable_text(text, false))
       FROM unnest($1::text[]) WITH ORDINALITY AS made (text, n)`,
      [Array.from({ length: BATCH }, () => corpus.text(words)), first - 1],
    );
  await owner.query('DROP INDEX document_chunks_by_words, document_chunks_by_parts_of_words');
  const began = performance.now();
  await owner.query(tenantsSql(chunks));
  await owner.query(`
    INSERT INTO document_chunks (workspace_id, document_id, index, start_offset, end_offset, token_count, text, words)
    SELECT d.workspace_id, d.id, i % ${PER_DOCUMENT}, i, i + 1, 1, t.text, t.words FROM generate_series(0, ${chunks - 1}) i
      JOIN documents d ON d.id = 'doc_' || lpad((i / ${PER_DOCUMENT})::text, 16, '0')
      JOIN bench_texts t ON t.n = i * 7919::bigint % ${TEXTS} ORDER BY i`);
  BUILT.push(`${chunks} chunks of ${words} words written in ${seconds(began)} s without indexes on words`);
  await build(owner, 'words', 'document_chunks_by_words', 'workspace_id, words');
  await build(
    owner,
    'parts of words',
    'document_chunks_by_parts_of_words',
    'workspace_id, vocabulary_of(words) gin_trgm_ops',
  );
  // One by one: VACUUM runs in no transaction, and statements that are sent together are one.
  for (const statement of ['RESET session_replication_role', 'VACUUM ANALYZE document_chunks', 'ANALYZE'])
    await owner.query(statement);
  const { rows } = await owner.query<{ size: string }>(
    `SELECT pg_size_pretty(pg_table_size('document_chunks')) AS size`,
  );
  BUILT.push(`table ${rows[0]!.size}`);
}

async function build(owner: pg.Client, what: string, name: string, columns: string): Promise<void> {
  const began = performance.now();
  await owner.query(`CREATE INDEX ${name} ON document_chunks USING gin (${columns})`);
  const { rows } = await owner.query<{ size: string }>(`SELECT pg_size_pretty(pg_relation_size('${name}')) AS size`);
  BUILT.push(`index on ${what} ${rows[0]!.size}, built in ${seconds(began)} s`);
}

/** Per chunk, by the statement and the trigger of the product, in a transaction that is rolled back. */
export async function insertCost(owner: pg.Client): Promise<string[]> {
  const insert = `
    INSERT INTO document_chunks (workspace_id, document_id, index, start_offset, end_offset, token_count, text)
    SELECT '${TENANT.workspaceId}', 'doc_${'0'.repeat(16)}', 1000000 + n, n, n + 1, 1, text FROM bench_texts WHERE n < ${SAMPLE}`;
  const lines: string[] = [];
  for (const [name, before] of [
    ['with both indexes', ''],
    ['without the one on parts of words', 'DROP INDEX document_chunks_by_parts_of_words'],
    ['without either', 'DROP INDEX document_chunks_by_words, document_chunks_by_parts_of_words'],
  ] as const) {
    await owner.query(`BEGIN; ${before}`);
    const began = performance.now();
    await owner.query(insert);
    lines.push(`insert ${name}: ${((performance.now() - began) / SAMPLE).toFixed(2)} ms per chunk`);
    await owner.query('ROLLBACK');
  }
  return lines;
}

const seconds = (began: number) => ((performance.now() - began) / 1_000).toFixed(0);

function tenantsSql(chunks: number): string {
  const documents = Math.ceil(chunks / PER_DOCUMENT);
  const { organizationId, workspaceId } = TENANT;
  return `
    INSERT INTO blobs (id, workspace_id, sha256, size, key, etag, detected_type, verdict, scanner_version)
      VALUES ('blb_0', '${workspaceId}', repeat('0', 64), 1, 'k', 'e', 'text/plain', 'clean', '1');
    INSERT INTO documents (id, organization_id, workspace_id, upload_id, name, created_by, status, stage)
      SELECT 'doc_' || lpad(n::text, 16, '0'), '${organizationId}',
        CASE WHEN n % 10 = 9 THEN 'ws_other_' || n / 10 % ${OTHERS} ELSE '${workspaceId}' END,
        'upl_' || lpad(n::text, 16, '0'), 'report', 'bench', 'SUCCESS', 'finished' FROM generate_series(0, ${documents}) n;
    INSERT INTO uploads (id, organization_id, workspace_id, bucket_id, status, filename, content_type, reserved_bytes, method, key,
        created_by, url_expires_in_seconds, url_expires_at, deadline_at, next_check_at, confirmed_at, completed_at, size, blob_id)
      SELECT upload_id, organization_id, workspace_id, 'bkt', 'AVAILABLE', 'a.txt', 'text/plain', 1, 'PUT', upload_id, 'bench', 60,
        now(), now(), now(), now(), now(), 1, 'blb_0' FROM documents;
    INSERT INTO knowledge_base_documents (workspace_id, knowledge_base_id, document_id)
      SELECT workspace_id, '${KNOWLEDGE_BASE}', id FROM documents WHERE workspace_id = '${workspaceId}' ORDER BY id LIMIT ${IN_KNOWLEDGE_BASE}`;
}
