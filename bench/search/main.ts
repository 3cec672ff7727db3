import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { CandidatesRepository } from '../../src/features/documents/search/candidates.repository.js';
import { PartialWordsRepository } from '../../src/features/documents/search/partial-words.repository.js';
import { parseSearchQuery } from '../../src/features/documents/search/search-query.js';
import { startEmbeddedPostgres } from '../../src/platform/embedded/postgres/start-embedded-postgres.js';
import { Database } from '../../src/platform/prisma/database.js';
import { prepareDatabase } from '../../src/platform/prisma/prepare-database.js';
import { printTable } from '../report.js';
import { Corpus } from './corpus.js';
import { BUILT, fillChunks, insertCost, KNOWLEDGE_BASE, TENANT } from './fill.js';

/** What a search costs among a million chunks, beside reading one row by its key. */
const { values } = parseArgs({
  options: { chunks: { type: 'string', default: '1000000' }, words: { type: 'string', default: '60' } },
});
const [chunks, words] = [Number(values.chunks), Number(values.words)];
const RUNS = 30;

const dataDir = await mkdtemp(join(tmpdir(), 'airlock-bench-'));
const postgres = await startEmbeddedPostgres({ dataDir });
try {
  const migrationsDirectory = join(process.cwd(), 'prisma/migrations');
  const urls = await prepareDatabase({ ownerUrl: postgres.url, secret: 'bench', migrationsDirectory });
  const owner = new pg.Client(postgres.url);
  const database = new Database({ ...urls, poolSize: 4 });
  try {
    await owner.connect();
    const corpus = new Corpus();
    await fillChunks(owner, corpus, { chunks, words });
    await measureAll(database, owner, corpus);
  } finally {
    await database.onApplicationShutdown();
    await owner.end();
  }
} finally {
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
}

async function measureAll(database: Database, owner: pg.Client, { words: ranked }: Corpus): Promise<void> {
  const candidates = new CandidatesRepository(database);
  const parts = new PartialWordsRepository(database);
  const search = (q: string, knowledgeBaseId?: string) =>
    candidates.find(TENANT, parseSearchQuery(q), { knowledgeBaseId, limit: 20 });
  const rank = (first: number, run: number) => ranked[first + run]!;
  const queries: Record<string, (run: number) => Promise<unknown>> = {
    'floor: one row by its key': (run) =>
      database.system.documentChunk.findFirst({ where: { documentId: 'doc_0000000000000000', index: run } }),
    'rare word': (run) => search(rank(50_000, run)),
    'common word': (run) => search(rank(0, run)),
    'two common words': (run) => search(`${rank(0, run)} ${rank(20, run)}`),
    'phrase of common words': (run) => search(`"${rank(0, run)} ${rank(5, run)}"`),
    'OR and minus': (run) => search(`${rank(1_000, run)} OR ${rank(2_000, run)} -${rank(0, run)}`),
    'part of a word': (run) => parts.widen(TENANT, parseSearchQuery(rank(5_000, run).slice(1, 6))),
    'rare word in a knowledge base': (run) => search(rank(5_000, run), KNOWLEDGE_BASE),
    'common word in a knowledge base': (run) => search(rank(0, run), KNOWLEDGE_BASE),
  };
  const table = [['search', 'p50 ms', 'p95 ms', 'most ms']];
  for (const [name, query] of Object.entries(queries)) table.push([name, ...(await timesOf(query))]);
  printTable(table);
  for (const line of [...BUILT, ...(await insertCost(owner))]) console.log(line);
  const [common] = (await candidates.find(TENANT, parseSearchQuery(ranked[0]!), { limit: 1 })).queries;
  console.log(await planOf(owner, common!.tsquery));
}

async function timesOf(query: (run: number) => Promise<unknown>): Promise<string[]> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const began = performance.now();
    await query(run);
    times.push(performance.now() - began);
  }
  times.sort((a, b) => a - b);
  return [0.5, 0.95, 1].map((share) => times[Math.ceil(RUNS * share) - 1]!.toFixed(1));
}

/** The part of the statement that looks at the most: chunks that match, up to the limit. */
async function planOf(owner: pg.Client, tsquery: string): Promise<string> {
  await owner.query('SET enable_seqscan = off');
  const { rows } = await owner.query<{ 'QUERY PLAN': string }>(
    `EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) SELECT document_id, index FROM document_chunks
     WHERE workspace_id = '${TENANT.workspaceId}' AND words @@ $1::tsquery AND language = 'simple' LIMIT 1001`,
    [tsquery],
  );
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}
