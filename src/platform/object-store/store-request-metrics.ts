import { defineCounter } from '../metrics/metric-definitions.js';
import type { Metrics } from '../metrics/metrics.js';
import type { RequestObserver } from './s3/request-observer.js';

const storeRequests = defineCounter({
  name: 'airlock_store_requests_total',
  help:
    'Requests to the object store by operation of S3 and outcome: ok, missing (404), refused (other 3xx and 4xx), ' +
    'failed (5xx, or no response), aborted. Retries count; requests of clients and of the probe do not.',
  labels: {
    operation: { atMost: 60, of: 'the operation of S3' },
    outcome: ['ok', 'missing', 'refused', 'failed', 'aborted'],
  },
});

/** Counts the requests to the store. */
export function countRequests(metrics: Metrics): RequestObserver {
  const requests = metrics.counter(storeRequests);
  return (operation, outcome) => requests.inc({ operation, outcome });
}
