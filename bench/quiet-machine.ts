import { setTimeout as delay } from 'node:timers/promises';
import { machineBusy } from './processes/cpu.js';

const QUIET_CORES = 0.25;
const LONGEST_WAIT_MS = 1_500;
const LOOK_MS = 150;

/** Waits before a run until others leave the machine alone; a busy machine is not waited for again and again. */
export class QuietMachine {
  constructor(private patienceMs = 15_000) {}

  async wait(): Promise<void> {
    const start = performance.now();
    const deadline = start + Math.min(LONGEST_WAIT_MS, this.patienceMs);
    while (performance.now() < deadline) {
      const before = machineBusy();
      await delay(LOOK_MS);
      if ((machineBusy() - before) / (LOOK_MS / 1000) < QUIET_CORES) return;
    }
    this.patienceMs -= performance.now() - start;
  }
}
