import { writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

/** Lets others have the processor first, without starving this process until its deadline, and lets the system kill it first when memory runs out. */
export function giveWay(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
    if (process.platform === 'linux') writeFileSync(`/proc/${pid}/oom_score_adj`, '1000');
  } catch {
    // It may have ended already. Nothing depends on it.
  }
}
