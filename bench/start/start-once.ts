import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { Child } from '../processes/child.js';
import { treeSeconds } from '../processes/cpu.js';
import type { Mark } from './marks.js';

export interface Start {
  /** From the spawn to the line that says it is ready, and an answer 200 of `/health/ready`. */
  wallMs: number;
  /** Of the process and of what it started, without those workers of PostgreSQL that still run. */
  cpuMs: number;
  marks: Mark[];
}

const MARKS = fileURLToPath(new URL('marks.js', import.meta.url));

/** Starts the built server on a data directory until it is ready, and stops it. */
export async function startServer(dataDir: string): Promise<Start> {
  const env = { DATA_DIR: dataDir, HOST: '127.0.0.1', PORT: '0', NODE_OPTIONS: `--import=${MARKS}` };
  const begin = performance.now();
  const ready = /^Airlock ready on (\S+)$/;
  const child = await Child.start({ file: 'dist/server/main.js', core: undefined, env, ready });
  try {
    const cpuMs = treeSeconds(child.pid) * 1000;
    while (!(await fetch(`${child.said}/health/ready`)).ok) await pause(5);
    return { wallMs: performance.now() - begin, cpuMs, marks: await marksOf(child) };
  } finally {
    await child.stop();
  }
}

/** The same of Node with PostgreSQL alone, on data that exists. */
export async function startFloor(dataDir: string): Promise<Start> {
  const begin = performance.now();
  const file = 'dist/bench/start/floor.js';
  const child = await Child.start({ file, core: undefined, env: { DATA_DIR: dataDir }, ready: /^floor ready$/ });
  try {
    return { wallMs: performance.now() - begin, cpuMs: treeSeconds(child.pid) * 1000, marks: [] };
  } finally {
    await child.stop();
  }
}

async function marksOf(child: Child): Promise<Mark[]> {
  child.process.send('marks');
  const [marks] = (await once(child.process, 'message')) as [Mark[]];
  return marks;
}
