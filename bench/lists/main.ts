import { parseArgs } from 'node:util';
import { encodeCursor } from '../../src/shared/page.js';
import { canPin } from '../processes/pinning.js';
import { printTable } from '../report.js';
import { median } from '../rounds.js';
import { onStage, type Stage } from '../stage/stage.js';

/** What the first and the last page of a list cost: with keyset pages, the same. */
const { values } = parseArgs({ options: { rows: { type: 'string', default: '200000' } } });
const rows = Number(values.rows);
const REQUESTS = 200;
const MOST = 2;

/** What is asked for, and of how many uploads one is such. */
const lists: Record<string, { filter: string; oneIn: number }> = {
  everything: { filter: '', oneIn: 1 },
  'one in a hundred': { filter: '&status=PENDING', oneIn: 100 },
  'a type that all have': { filter: '&content_type=application/pdf', oneIn: 1 },
  'the files of a bucket': { filter: '&bucket_id=documents', oneIn: 1 },
};
/** The last page that is full: twenty of what is asked for before the oldest. The table is filled from 1 up. */
const lastPage = (oneIn: number) =>
  `&cursor=${encodeCursor('uploads', `upl_0${String(22 * oneIn).padStart(15, '0')}`)}`;

async function milliseconds(stage: Stage, query: string): Promise<number> {
  const url = `${stage.airlock.said.replace('localhost', '127.0.0.1')}/v1/uploads?limit=20${query}`;
  const began = performance.now();
  const answer = await fetch(url, { headers: { authorization: `Bearer ${stage.tenants[0]!.key}` } });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}: ${text}`);
  return performance.now() - began;
}

/** Both pages in turns, so that whatever slows the machine slows both. */
async function line(
  stage: Stage,
  name: string,
  { filter, oneIn }: { filter: string; oneIn: number },
): Promise<string[]> {
  const [first, last]: [number[], number[]] = [[], []];
  for (let n = 0; n < REQUESTS; n++) {
    first.push(await milliseconds(stage, filter));
    last.push(await milliseconds(stage, `${filter}${lastPage(oneIn)}`));
  }
  const [a, b] = [median(first), median(last)];
  const ratio = Math.max(a, b) / Math.min(a, b);
  const verdict = ratio > MOST ? `more than ${MOST} ×` : '';
  return [name, a.toFixed(2), b.toFixed(2), ratio.toFixed(2), verdict];
}

const options = { tenants: 1, rows, rounds: 1, seconds: 1, only: '', bound: false };
await onStage(options, canPin(), async (stage) => {
  const table: string[][] = [];
  for (const [name, list] of Object.entries(lists)) table.push(await line(stage, name, list));
  printTable([['list', 'first page ms', 'last page ms', 'ratio', ''], ...table]);
  console.log(`\n${rows} uploads of one workspace; medians of ${REQUESTS} requests each, in turns.`);
});
