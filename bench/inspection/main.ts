import { parseArgs } from 'node:util';
import pLimit from 'p-limit';
import { printTable } from '../report.js';
import { instream } from './clamd-floor.js';
import { costOf, inTurns } from './cost.js';
import { large, MIB, prose, small } from './samples.js';
import { InspectionStage } from './stage.js';

/** What hash, type and scan cost, beside reading and hashing alone; and what our client leaves of clamd's speed. */
const { values } = parseArgs({
  options: {
    mib: { type: 'string', default: '64' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: '' },
    clamd: { type: 'string', default: process.env.CLAMD_URL ?? '' },
  },
});
const rounds = Number(values.rounds);
const chosen = <T>(all: Record<string, T>) => Object.entries(all).filter(([name]) => name.includes(values.only));

async function largeFiles(stage: InspectionStage): Promise<void> {
  const table = [[`${values.mib} MiB`, 'MiB/s', 'floor MiB/s', '× floor', 'CPU ms/MiB', 'floor CPU ms/MiB']];
  for (const [name, make] of chosen(large)) {
    const bytes = make(Number(values.mib) * MIB);
    const path = await stage.write(bytes);
    const mib = bytes.length / MIB;
    const [floor, ours] = await inTurns(rounds, [
      () => costOf(1, () => stage.hashFile(path)),
      () => costOf(1, () => stage.examineFile(path)),
    ]);
    table.push([
      name,
      (mib / ours!.seconds).toFixed(0),
      (mib / floor!.seconds).toFixed(0),
      (floor!.seconds / ours!.seconds).toFixed(2),
      (ours!.cpuMs / mib).toFixed(2),
      (floor!.cpuMs / mib).toFixed(2),
    ]);
  }
  printTable(table);
}

async function smallFiles(stage: InspectionStage): Promise<void> {
  const table = [['small files', 'bytes', 'CPU µs each']];
  for (const [name, make] of chosen(small)) {
    const bytes = make();
    const [cost] = await inTurns(rounds, [() => costOf(300, () => stage.examineHeld(bytes))]);
    table.push([name, String(bytes.length), (cost!.cpuMs * 1000).toFixed(0)]);
  }
  printTable(table);
}

async function throughClamd(stage: InspectionStage, url: string): Promise<void> {
  const scanner = stage.clamd(url);
  const table = [['clamd, 4 at once', 'files/s', 'alone', '× alone', 'CPU ms/file', 'floor CPU ms/file']];
  const atOnce = (count: number, work: () => Promise<unknown>) => {
    const limit = pLimit(4);
    return costOf(1, () => Promise.all(Array.from({ length: count }, () => limit(work))));
  };
  for (const [name, bytes, count] of [
    ['4 KiB', prose(4096), 400],
    ['16 MiB', large.random!(16 * MIB), 8],
  ] as const) {
    const [alone, ours] = await inTurns(rounds, [
      () => atOnce(count, () => instream(url, bytes)),
      () => atOnce(count, () => stage.scan(bytes, scanner)),
    ]);
    table.push([
      name,
      (count / ours!.seconds).toFixed(1),
      (count / alone!.seconds).toFixed(1),
      (alone!.seconds / ours!.seconds).toFixed(2),
      (ours!.cpuMs / count).toFixed(2),
      (alone!.cpuMs / count).toFixed(2),
    ]);
  }
  printTable(table);
  scanner.onApplicationShutdown();
}

const stage = await InspectionStage.open();
try {
  await largeFiles(stage);
  console.log();
  await smallFiles(stage);
  console.log();
  if (values.clamd) await throughClamd(stage, values.clamd);
  else console.log('Not measured: clamd. Name one by --clamd tcp://host:port or unix:path.');
  console.log(`\nMedians of ${rounds} rounds in turns, after one to warm up. CPU: this process with its threads.`);
} finally {
  await stage.close();
}
