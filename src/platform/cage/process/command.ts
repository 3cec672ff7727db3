import { fileURLToPath } from 'node:url';
import type { Isolation } from './isolation.js';

/** What is fixed when a process starts. A warm process serves jobs of its own shape only. */
export interface ProcessShape {
  heapMiB: number;
  /** Of all its threads. Ends an orphan that computes. */
  cpuSeconds: number;
  /** The only program it can run, which loads native code: its URL. */
  native?: string;
}

export function isSameShape(a: ProcessShape, b: ProcessShape): boolean {
  return a.heapMiB === b.heapMiB && a.cpuSeconds === b.cpuSeconds && a.native === b.native;
}

const root = new URL('../../../../../', import.meta.url);
const entry = fileURLToPath(new URL('../child/entry.js', import.meta.url));
/** All that a caged process may read: this application's code. Not its settings, data or home. */
const readable = ['dist/', 'node_modules/', 'package.json'].map((path) => fileURLToPath(new URL(path, root)));

/** Whether the program is code of this application, which a caged process may read. */
export function isReadable(program: URL): boolean {
  return program.protocol === 'file:' && readable.some((path) => fileURLToPath(program).startsWith(path));
}

/** The command of a caged process and its arguments. */
export function commandOf({ heapMiB, cpuSeconds, native }: ProcessShape, isolation: Isolation): [string, string[]] {
  const node = [
    process.execPath,
    '--permission',
    ...readable.map((path) => `--allow-fs-read=${path}`),
    `--max-old-space-size=${heapMiB}`,
    // SQLite opens files past the permission model; the signal would open a debugger.
    '--no-experimental-sqlite',
    '--disable-sigusr1',
    '--no-warnings',
    ...(native === undefined ? [entry] : ['--allow-addons', entry, native]),
  ];
  if (!isolation.shell) return [node[0]!, node.slice(1)];
  // No processor time beyond that of the job, no core dump, no byte to any file.
  const limits = `ulimit -S -t ${cpuSeconds}; ulimit -H -t ${cpuSeconds + 1}; ulimit -c 0; ulimit -f 0; exec "$@"`;
  return ['/bin/sh', ['-c', limits, 'sh', ...isolation.wrappers, ...node]];
}
