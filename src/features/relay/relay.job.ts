import { BackgroundJob, type JobRun } from '../../platform/background/background-job.js';
import { RelayTransaction } from './relay.transaction.js';

/** Writers send no NOTIFY: commits that do wait for each other. A poll probes a partial index that is mostly empty. */
const POLL_MS = 250;

/** Delivers unpublished events to the subscribers. Any number of workers may try; one at a time succeeds. */
@BackgroundJob({ name: 'relay', intervalMs: POLL_MS, batch: 200, leaseSeconds: 0 })
export class RelayJob implements BackgroundJob {
  constructor(private readonly relay: RelayTransaction) {}

  async run({ batch }: JobRun): Promise<boolean> {
    if (!(await this.relay.hasUnpublished())) return false;
    const published = await this.relay.publish(batch);
    return published !== null && published.length > 0;
  }
}
