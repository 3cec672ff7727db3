import type { Metrics } from '../metrics/metrics.js';
import type { RequestObserver } from './s3/request-observer.js';

/** Counts the requests to the store in `airlock_store_requests_total`. */
export function countRequests(metrics: Metrics): RequestObserver {
  const requests = metrics.counter({
    name: 'airlock_store_requests_total',
    help:
      'Requests to the object store by operation of S3 and outcome: ok, missing (404), refused (other 3xx and 4xx), ' +
      'failed (5xx, or no response), aborted. Retries count; requests of clients and of the probe do not.',
    labels: ['operation', 'outcome'],
  });
  return (operation, outcome) => requests.inc({ operation, outcome });
}
