import { BackgroundJob } from '../../platform/background/background-job.js';
import { ParkedEventsTransaction } from './parked-events.transaction.js';

/** Retries events that a subscriber failed to take. */
@BackgroundJob({ name: 'parked-events', intervalMs: 1_000, quietMs: 5_000, batch: 1, leaseSeconds: 0 })
export class ParkedEventsJob implements BackgroundJob {
  constructor(private readonly parked: ParkedEventsTransaction) {}

  run(): Promise<boolean> {
    return this.parked.retryNext();
  }
}
