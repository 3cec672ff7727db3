import { readFileSync, writeFileSync } from 'node:fs';

const PEAK = /^VmHWM:\s+(\d+) kB$/m;

/** Forgets the most memory that a process has had. */
export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** The most resident memory that a process has had since then, in MiB. */
export function peakMebibytes(pid: number): number {
  return Number(PEAK.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;
}
