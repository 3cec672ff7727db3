import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

const MS_PER_TICK = 10;

/**
 * The CPU time that a process' main thread has spent so far, in milliseconds, in steps of ten. What other clients wait for is
 * this thread; unlike their waiting, its CPU time does not grow with other load on the machine. Always 0 where the system does
 * not report it: Linux alone does.
 */
export async function mainThreadMs(pid: number): Promise<number> {
  if (process.platform !== 'linux') return 0;
  const stat = await readFile(`/proc/${pid}/task/${pid}/stat`, 'utf8');
  // The name, in parentheses, may contain spaces; user and system time are the 12th and 13th fields after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
}

/** The CPU time of the calling thread so far, in microseconds; in steps of ten milliseconds where the system has no finer count. */
export function ownThreadUs(): number {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ', 1)[0]) / 1_000;
  } catch {
    const { user, system } = process.threadCpuUsage();
    return user + system;
  }
}
