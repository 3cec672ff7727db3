import type { Request } from 'autocannon';

/** One run, as the load generator is told. */
export interface Job {
  url: string;
  connections: number;
  seconds: number;
  requests: Request[];
}

/** What came of it. Latencies in milliseconds. */
export interface JobResult {
  seconds: number;
  answers: number;
  p50: number;
  p99: number;
  /** Answers that were no success, broken connections and timeouts. */
  failures: number;
}
