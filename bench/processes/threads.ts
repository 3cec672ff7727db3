import { readdirSync, readFileSync } from 'node:fs';

/** CPU seconds of threads, by what they do. */
export type ThreadTimes = Readonly<Record<ThreadKind, number>>;

/** `files` are the threads in which Node reads, writes and flushes files; `engine` compiles and collects garbage. */
export const threadKinds = ['main', 'store', 'examination', 'files', 'engine'] as const;
export type ThreadKind = (typeof threadKinds)[number];

const kindOf: Record<string, ThreadKind> = {
  MainThread: 'main',
  store: 'store',
  WorkerThread: 'examination',
  'libuv-worker': 'files',
};

/** CPU seconds that the threads of a server have used so far. Those that have ended are left out. */
export function threadTimes(pid: number): ThreadTimes {
  const times = { main: 0, store: 0, examination: 0, files: 0, engine: 0 };
  for (const id of readdirSync(`/proc/${pid}/task`)) {
    try {
      const name = readFileSync(`/proc/${pid}/task/${id}/comm`, 'utf8').trim();
      const [nanoseconds] = readFileSync(`/proc/${pid}/task/${id}/schedstat`, 'utf8').split(' ');
      times[kindOf[name] ?? 'engine'] += Number(nanoseconds) / 1e9;
    } catch {
      // It has ended.
    }
  }
  return times;
}
