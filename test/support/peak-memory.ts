import { readFile, writeFile } from 'node:fs/promises';

/** Linux alone reports and resets the peak of a process. */
export const canMeasureMemory = process.platform === 'linux';

/** Measures by how much the resident memory of a process grows at its peak, from now on. */
export async function memoryGrowth(pid: number): Promise<() => Promise<number>> {
  // Without the reset, a peak from before, such as the one of the start, would hide what comes after it.
  await writeFile(`/proc/${pid}/clear_refs`, '5');
  const before = await statusOf(pid, 'VmRSS');
  return async () => (await statusOf(pid, 'VmHWM')) - before;
}

async function statusOf(pid: number, field: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)![1]) * 1024;
}
