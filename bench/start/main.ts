import { chmod, mkdtemp, rename, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { templateFolder } from '../../src/boot/cluster-template/template-folder.js';
import { QuietMachine } from '../quiet-machine.js';
import { printTable } from '../report.js';
import { median } from '../rounds.js';
import { type Start, startFloor, startServer } from './start-once.js';

/** How long the built server takes until it is ready, and where the time goes, next to Node and PostgreSQL alone. */
const rounds = Number(process.argv[2] ?? 5);
const folders: string[] = [];

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'airlock-bench-'));
  folders.push(folder);
  // For the account that runs PostgreSQL when the bench runs as root.
  await chmod(folder, 0o711);
  return folder;
}

/** With the template of the build out of the way, so that the start makes its cluster by initdb. */
async function startWithoutTemplate(): Promise<Start> {
  const template = await templateFolder();
  await rename(template, `${template}.aside`).catch(() => undefined);
  try {
    return await startServer(await newFolder());
  } finally {
    await rename(`${template}.aside`, template).catch(() => undefined);
  }
}

const existing = await newFolder();
const variants: Record<string, () => Promise<Start>> = {
  'Node and PostgreSQL': () => startFloor(existing),
  'existing data': () => startServer(existing),
  'fresh data': async () => startServer(await newFolder()),
  'fresh data, by initdb': startWithoutTemplate,
};

try {
  // Also fills the cache of compiled code.
  await startServer(existing);
  const machine = new QuietMachine();
  const starts = new Map(Object.keys(variants).map((name) => [name, [] as Start[]]));
  for (let round = 1; round <= rounds; round++)
    for (const [name, start] of Object.entries(variants)) {
      await machine.wait();
      starts.get(name)!.push(await start());
    }
  printTotals(starts);
  printSplit(starts.get('existing data')!, starts.get('fresh data')!);
  console.log(
    `\n${cpus().length} cores, Node ${process.versions.node}; medians of ${rounds} interleaved starts, in ms.`,
  );
} finally {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
}

function printTotals(starts: Map<string, Start[]>): void {
  const cells = (times: number[]) => [median(times), Math.min(...times), Math.max(...times)].map((ms) => ms.toFixed(0));
  const rows = [...starts].map(([name, each]) => [
    name,
    ...cells(each.map(({ wallMs }) => wallMs)),
    ...cells(each.map(({ cpuMs }) => cpuMs)),
  ]);
  printTable([['until ready', 'wall', 'least', 'most', 'CPU', 'least', 'most'], ...rows]);
}

/** What passed between each mark and the one before it. */
function printSplit(existing: Start[], fresh: Start[]): void {
  const between = (starts: Start[], place: number, of: 'wallMs' | 'cpuMs') =>
    median(starts.map(({ marks }) => marks[place]![of] - (marks[place - 1]?.[of] ?? 0))).toFixed(0);
  const rows = existing[0]!.marks.map(({ name }, place) => [
    name,
    ...[existing, fresh].flatMap((starts) => [between(starts, place, 'wallMs'), between(starts, place, 'cpuMs')]),
  ]);
  console.log();
  printTable([['until', 'existing: wall', 'CPU', 'fresh: wall', 'CPU'], ...rows]);
}
