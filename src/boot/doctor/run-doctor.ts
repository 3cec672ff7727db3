import { readEnvironment } from '../../config/environment.js';
import type { Settings } from '../../config/settings.js';
import { probeCage } from '../../platform/cage/cage-probe.js';
import { essentialProblems, type StoreReport } from '../../platform/object-store/probe/store-report.js';
import { requireNode } from '../node-version.js';
import { type ConfiguredStore, configuredStore } from './configured-store.js';
import { Progress } from './progress.js';
import { renderCage } from './render-cage.js';
import { renderReport } from './render-report.js';

/** Tries the processes for hostile files, asks the configured store, and prints what it found. Answers the exit code: 1 when something essential is missing. */
export async function runDoctor(): Promise<number> {
  try {
    requireNode();
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
