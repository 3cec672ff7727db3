import { readdirSync, readFileSync } from 'node:fs';

/** The processes that this one started and that have not ended, by their numbers. Those that only wait to be collected count not. */
export function childProcesses(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => isChild(pid));
}

function isChild(pid: number): boolean {
  try {
    const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)!.split(' ');
    return Number(parent) === process.pid && state !== 'Z';
  } catch {
    return false;
  }
}
