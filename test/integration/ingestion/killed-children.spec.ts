import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IngestionScene, type WorkerOptions } from '../../support/ingestion-scene.js';
import { LentExtractor } from '../../support/caged-extractor.js';

let scene: IngestionScene;
let lent: LentExtractor;

beforeAll(async () => {
  [scene, lent] = await Promise.all([IngestionScene.start(), LentExtractor.open({})]);
});
afterAll(async () => {
  await scene.stop();
  await lent.close();
});

const text = Array.from({ length: 3_000 }, (_, n) => `Line ${n} of a text that is read in a process of its own.`).join(
  '\n',
);

/** The processes that were started by this one, and by those. */
async function descendants(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const read = (thread: string) => readFile(`/proc/${pid}/task/${thread}/children`, 'utf8').catch(() => '');
  const children = (await Promise.all(threads.map(read))).join(' ').trim().split(/\s+/).filter(Boolean).map(Number);
  return [...children, ...(await Promise.all(children.map(descendants))).flat()];
}

/** Kills every caged process, so many times at most. */
function killer(most: number) {
  let times = 0;
  const kill = async () => {
    if (times++ >= most) return;
    for (const pid of await descendants(process.pid)) process.kill(pid, 'SIGKILL');
  };
  return { kill, killed: () => Math.min(times, most) };
}

const ingest = async (id: string, options: WorkerOptions): Promise<void> => {
  while ((await scene.find(id)).status === 'PROCESSING') {
    await scene.worker({ extractor: lent.extractor, ...options }).one();
    await scene.endLeases();
  }
};

describe('kill -9 of the process that reads a document', () => {
  it.each(['ingestion.claimed', 'ingestion.opened', 'ingestion.extracted', 'ingestion.inserted'])(
    'at %s: the chunks are there once',
    async (step) => {
      const id = await scene.document(text);
      const { kill, killed } = killer(1);
      await ingest(id, { at: { [step]: kill } });
      expect(killed()).toBe(1);
      const chunks = await scene.chunksOf(id);
      expect(await scene.find(id)).toMatchObject({ status: 'SUCCESS', chunk_count: chunks.length });
      for (const { text: chunk, start_offset: start, end_offset: end } of chunks)
        expect(chunk).toBe(text.slice(start, end));
      expect(chunks.at(-1)!.end_offset).toBe(text.length);
      expect(await scene.eventsOf(id)).toEqual(['document.processed']);
    },
  );

  it('again and again: the document has failed, and the next one is read', async () => {
    const id = await scene.document(text);
    await ingest(id, { at: { 'ingestion.opened': killer(100).kill } });
    expect(await scene.find(id)).toMatchObject({ status: 'FAILURE', error_code: 'corrupt' });
    const next = await scene.document(text);
    await ingest(next, {});
    expect(await scene.find(next)).toMatchObject({ status: 'SUCCESS' });
  });
});
