import { readEnvironment } from '../../config/environment.js';
import type { Settings } from '../../config/settings.js';
import { probeCage } from '../../platform/cage/cage-probe.js';
import { essentialProblems, type StoreReport } from '../../platform/object-store/probe/store-report.js';
import { logBesideOutput } from '../log-beside-output.js';
import { requireNode } from '../node-version.js';
import { type ConfiguredStore, configuredStore } from './configured-store.js';
import { Progress } from './progress.js';
import { renderCage } from './render-cage.js';
import { renderReport } from './render-report.js';

const USAGE = `Usage: npm run doctor

Tries the processes that open archives and documents, and asks the object store of the settings (the environment and .env)
what it enforces. It writes small objects below a prefix of its own and removes them. Prints what it found and what to
apply to the bucket. Exit code 1: something essential is missing.`;

/** Tries the processes for hostile files, asks the configured store, and prints what it found. Answers the exit code: 1 when something essential is missing. */
export async function runDoctor(args = process.argv.slice(2)): Promise<number> {
  if (args.length > 0) {
    const isHelp = args.every((arg) => arg === '--help' || arg === '-h');
    (isHelp ? console.log : console.error)(isHelp ? USAGE : `Not an option: ${args.join(' ')}\n\n${USAGE}`);
    return isHelp ? 0 : 2;
  }
  try {
    requireNode();
    logBesideOutput();
    return await examine(readEnvironment());
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

async function examine(settings: Settings): Promise<number> {
  const cage = await probeCage();
  console.log(renderCage(cage));
  const store = await configuredStore(settings);
  try {
    const report = await probe(store);
    console.log(renderReport(report, store.endpoint));
    return essentialProblems(report).length || cage.problem !== undefined ? 1 : 0;
  } finally {
    await store.stop();
  }
}

async function probe(store: ConfiguredStore): Promise<StoreReport> {
  const progress = new Progress('Asking the object store what it enforces (20 s at most) …');
  progress.begin();
  try {
    return await store.probe.run({ onProgress: progress.show });
  } finally {
    progress.end();
  }
}
