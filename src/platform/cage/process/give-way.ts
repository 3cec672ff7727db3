import { writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

/** Lets a process have the processor after all others, and lets the system kill it first when memory runs out. */
export function giveWay(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
    if (process.platform === 'linux') writeFileSync(`/proc/${pid}/oom_score_adj`, '1000');
  } catch {
    // It may have ended already. Nothing depends on it.
  }
}
