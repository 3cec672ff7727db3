import { parseArgs } from 'node:util';
import pLimit from 'p-limit';
import type { DocumentFormat } from '../../src/platform/text-extraction/text-extractor.js';
import { treeSeconds } from '../processes/cpu.js';
import { printTable } from '../report.js';
import { median } from '../rounds.js';
import { makers } from './documents.js';
import { IngestStage } from './stage.js';

/** What reading the text of a document costs, beside a caged program that reads the same bytes and does nothing with them. */
const { values } = parseArgs({
  options: {
    pages: { type: 'string', default: '1,100,1000' },
    rounds: { type: 'string', default: '3' },
    many: { type: 'string', default: '300' },
    only: { type: 'string', default: '' },
  },
});
const rounds = Number(values.rounds);
/** Of small documents more are read in a round: the system counts CPU time in hundredths of a second. */
const documentsInRound = (pages: number) => Math.max(1, Math.round(20 / pages));
const MIB = 1024 * 1024;

interface Cost {
  seconds: number;
  cpuMs: number;
}

async function cost(documents: number, work: () => Promise<unknown>): Promise<Cost> {
  const [began, cpu] = [performance.now(), treeSeconds(process.pid)];
  for (let i = 0; i < documents; i++) await work();
  const seconds = (performance.now() - began) / 1000 / documents;
  return { seconds, cpuMs: ((treeSeconds(process.pid) - cpu) * 1000) / documents };
}

async function line(
  stage: IngestStage,
  name: string,
  format: DocumentFormat,
  pages: number,
  bytes: Buffer,
): Promise<string[]> {
  const documents = documentsInRound(pages);
  const [read, floor]: [Cost[], Cost[]] = [[], []];
  const characters = await stage.extract(bytes, format);
  await stage.floor(bytes);
  stage.takePeak();
  let peak = 0;
  for (let round = 0; round < rounds; round++) {
    read.push(await cost(documents, () => stage.extract(bytes, format)));
    peak = Math.max(peak, stage.takePeak());
    floor.push(await cost(documents, () => stage.floor(bytes)));
    stage.takePeak();
  }
  const of = (costs: Cost[], figure: keyof Cost) => median(costs.map((one) => one[figure]));
  const seconds = of(read, 'seconds');
  return [
    `${name} ${pages}`,
    (bytes.length / MIB).toFixed(3),
    String(characters),
    (pages / seconds).toFixed(0),
    (bytes.length / MIB / seconds).toFixed(1),
    of(read, 'cpuMs').toFixed(0),
    of(floor, 'cpuMs').toFixed(0),
    (seconds / of(floor, 'seconds')).toFixed(2),
    (peak / MIB).toFixed(0),
  ];
}

/** Many documents of one page, as many at a time as the cage has processes. */
async function many(stage: IngestStage, name: string, format: DocumentFormat, bytes: Buffer): Promise<string[]> {
  const count = Number(values.many);
  const atOnce = (work: () => Promise<unknown>) => {
    const limit = pLimit(4);
    return cost(1, () => Promise.all(Array.from({ length: count }, () => limit(work))));
  };
  const read = await atOnce(() => stage.extract(bytes, format));
  const floor = await atOnce(() => stage.floor(bytes));
  return [
    name,
    (count / read.seconds).toFixed(0),
    (read.cpuMs / count).toFixed(0),
    (count / floor.seconds).toFixed(0),
    (floor.cpuMs / count).toFixed(0),
  ];
}

const stage = await IngestStage.open();
try {
  const chosen = Object.entries(makers).filter(([name]) => name.includes(values.only));
  const table: string[][] = [];
  for (const [name, { format, make }] of chosen)
    for (const pages of values.pages.split(',').map(Number))
      table.push(await line(stage, name, format, pages, make(pages)));
  const heads = [
    'pages',
    'MiB',
    'characters',
    'pages/s',
    'MiB/s',
    'CPU ms',
    'floor CPU ms',
    '× floor time',
    'peak MiB',
  ];
  printTable([heads, ...table]);
  const small: string[][] = [];
  for (const [name, { format, make }] of chosen) small.push(await many(stage, name, format, make(1)));
  console.log();
  printTable([[`${values.many} of one page`, 'documents/s', 'CPU ms each', 'floor/s', 'floor CPU ms'], ...small]);
  console.log(`\nMedians of ${rounds} rounds in turns. CPU: this process and those of the cage, with their start.`);
} finally {
  await stage.close();
}
