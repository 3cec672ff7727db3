import { BackgroundJob } from '../../platform/background/background-job.js';
import { ParkedEventsTransaction } from './parked-events.transaction.js';

const MOST_COUNTED = 10_000;

/** Retries events that a subscriber failed to take. */
@BackgroundJob({ name: 'parked-events', intervalMs: 1_000, quietMs: 5_000, batch: 1, leaseSeconds: 0 })
export class ParkedEventsJob implements BackgroundJob {
  constructor(private readonly parked: ParkedEventsTransaction) {}

  backlog(): Promise<number> {
    return this.parked.count(MOST_COUNTED);
  }

  run(): Promise<boolean> {
    return this.parked.retryNext();
  }
}
