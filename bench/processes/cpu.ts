import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

/** CPU seconds used so far, by process id. */
export type CpuTimes = ReadonlyMap<number, number>;

/** Whether this system tells what each process uses: Linux does. */
export function canReadCpu(): boolean {
  return cpuOf(process.pid) !== undefined;
}

/** CPU seconds of a process with all its threads, to the nanosecond; undefined once it is gone. */
function cpuOf(pid: number): number | undefined {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const used = threads.map((id) => Number(readFileSync(`/proc/${pid}/task/${id}/schedstat`, 'utf8').split(' ')[0]));
    return used.reduce((sum, nanoseconds) => sum + nanoseconds, 0) / 1e9;
  } catch {
    return undefined;
  }
}

/** CPU seconds of a process, of its children, and of the children it had that have ended. */
export function treeSeconds(pid: number): number {
  return family(pid).reduce((sum, id) => sum + secondsWithEndedChildren(id), 0);
}

function secondsWithEndedChildren(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in parentheses, may contain spaces; four times are the 12th to the 15th field after it.
    const ticks = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 15);
    return ticks.reduce((sum, one) => sum + Number(one), 0) / TICKS_PER_SECOND;
  } catch {
    return 0;
  }
}

/** CPU times of these processes now; those that are gone are left out. */
export function cpuTimes(pids: readonly number[]): CpuTimes {
  return new Map(pids.flatMap((pid) => (cpuOf(pid) === undefined ? [] : [[pid, cpuOf(pid)!] as const])));
}

/** CPU seconds used between two readings. A process that began in between counts whole. */
export function usedBetween(before: CpuTimes, after: CpuTimes): number {
  return [...after].reduce((sum, [pid, time]) => sum + time - (before.get(pid) ?? 0), 0);
}

/** A process and its children: PostgreSQL has one for each connection. */
export function family(parent: number): number[] {
  try {
    const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim();
    return [parent, ...children.split(' ').filter(Boolean).map(Number)];
  } catch {
    return [parent];
  }
}

/** CPU seconds the whole machine has been busy, ourselves included. */
export function machineBusy(): number {
  try {
    const [, user, nice, system, , , irq, softirq, steal] = readFileSync('/proc/stat', 'utf8')
      .split('\n', 1)[0]!
      .split(/\s+/)
      .map(Number) as number[];
    return (user! + nice! + system! + irq! + softirq! + steal!) / TICKS_PER_SECOND;
  } catch {
    return 0;
  }
}
