import autocannon, { type Request } from 'autocannon';
import type { Job, JobResult } from './job.js';

/** The process that makes the load: takes one job at a time from its parent, and stays warm between them. */
function run({ url, connections, seconds, requests }: Job): Promise<JobResult> {
  const latencies: number[] = [];
  let client = 0;
  let started = 0;
  return new Promise((resolve, reject) => {
    const load = autocannon(
      {
        url,
        connections,
        duration: seconds,
        sampleInt: 50,
        requests: requests.slice(0, 1),
        setupClient: (c) => c.setRequests(turned(requests, (client++ * requests.length) / connections)),
      },
      (error, { non2xx, errors, timeouts }) => {
        if (error) return reject(error);
        const took = (performance.now() - started) / 1000;
        const sorted = latencies.sort((a, b) => a - b);
        const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
        const failures = non2xx + errors + timeouts;
        resolve({ seconds: took, answers: sorted.length, p50: at(0.5), p99: at(0.99), failures });
      },
    );
    load.on('start', () => (started = performance.now()));
    load.on('response', (_client: unknown, _status: number, _bytes: number, took: number) => latencies.push(took));
  });
}

/** Each connection begins with another tenant: in step, they would all meet at one. */
function turned(requests: Request[], by: number): Request[] {
  const start = Math.floor(by);
  return [...requests.slice(start), ...requests.slice(0, start)];
}

process.on('message', (job: Job) => void run(job).then((result) => process.send!(result)));
process.on('disconnect', () => process.exit(0));
console.log('load generator ready');
