import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { machineBusy } from './cpu.js';

const LOOK_MS = 20;

/** Shares of a time. */
export interface IdleShares {
  /** In which no thread of the process ran, or waited for a core. */
  processIdle: number;
  /** Of the time of all cores: what no process used. */
  coresIdle: number;
}

/** How idle a process and the machine are while `work` lasts. */
export async function idleShares<T>(pid: number, work: () => Promise<T>): Promise<T & IdleShares> {
  let [looks, idle] = [0, 0];
  const timer = setInterval(() => {
    looks++;
    if (!hasRunnableThread(pid)) idle++;
  }, LOOK_MS);
  const [began, busy] = [performance.now(), machineBusy()];
  try {
    const result = await work();
    const seconds = ((performance.now() - began) / 1000) * availableParallelism();
    return { ...result, processIdle: idle / looks, coresIdle: Math.max(0, 1 - (machineBusy() - busy) / seconds) };
  } finally {
    clearInterval(timer);
  }
}

/** Running, ready to run, or waiting for a disk. */
function hasRunnableThread(pid: number): boolean {
  return readdirSync(`/proc/${pid}/task`).some((id) => {
    try {
      return /^\d+ \(.*\) [RD] /s.test(readFileSync(`/proc/${pid}/task/${id}/stat`, 'utf8'));
    } catch {
      return false;
    }
  });
}
