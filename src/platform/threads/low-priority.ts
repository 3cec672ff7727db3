import { getPriority, setPriority } from 'node:os';

/** Added to the process's own nice value: about a tenth of a share of the processors. */
const NICER = 10;
const NICEST = 19;

/**
 * Where processors are scarce, this thread waits for those that answer requests. On Linux a priority is of one thread; on
 * other systems it is of the whole process and stays as it is.
 */
export function lowerPriority(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(Math.min(NICEST, getPriority() + NICER));
  } catch {
    // Not allowed in some sandboxes. The work is done all the same.
  }
}
