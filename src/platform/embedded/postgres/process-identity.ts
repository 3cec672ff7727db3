import { readFile, readlink } from 'node:fs/promises';

/**
 * The start time of a process, so that a reused process id is not mistaken for the old process. Undefined: no such process
 * is running. Without /proc only the process id can be compared.
 */
export async function startTimeOf(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return isAlive(pid) ? 'unknown' : undefined;
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may contain anything; state is the first field after it, start time the 20th.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return `${(await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim()}:${fields[19]}`;
  } catch {
    return undefined;
  }
}

/**
 * Whether a process uses the given folder: as its current folder or on its command line. Undefined where neither can be
 * read. In containers root may only read the command line.
 */
export async function worksOn(pid: number, folder: string): Promise<boolean | undefined> {
  const current = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
  if (current === folder) return true;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  return command?.split('\0').includes(folder);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
