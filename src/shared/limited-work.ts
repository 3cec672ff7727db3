import pLimit from 'p-limit';

export interface WorkLimits {
  /** Calls that run at the same time. */
  running: number;
  /** Calls that may wait for them. */
  waiting: number;
}

/** Runs costly work a few calls at a time, in their order, and rejects with `overflow` once the queue is full. */
export function limitedWork({ running, waiting }: WorkLimits, overflow: () => Error) {
  const limit = pLimit(running);
  return <T>(work: () => Promise<T>): Promise<T> =>
    limit.activeCount + limit.pendingCount < running + waiting ? limit(work) : Promise.reject(overflow());
}
