import { BackgroundJob, type JobRun } from '../../platform/background/background-job.js';
import { PublishedEvents } from './published-events.js';
import { logEvents } from './event-log.js';
import { RelayTransaction } from './relay.transaction.js';

/** Writers send no NOTIFY: commits that do wait for each other. A poll probes a partial index that is mostly empty. */
const [POLL_MS, QUIET_POLL_MS] = [250, 1_000];

/** What writes events in a process that relays them. Events of other processes are found by the poll. */
const writers = ['scans', 'ingestion', 'images'];

/**
 * Delivers unpublished events to the subscribers. Any number of workers may try; one at a time succeeds. Events gather
 * between two polls: a batch costs about as much for one event as for many.
 */
@BackgroundJob({
  name: 'relay',
  intervalMs: POLL_MS,
  quietMs: QUIET_POLL_MS,
  batch: 200,
  leaseSeconds: 0,
  wokenBy: writers,
})
export class RelayJob implements BackgroundJob {
  constructor(
    private readonly relay: RelayTransaction,
    private readonly published: PublishedEvents,
  ) {}

  async run({ batch, noteWork }: JobRun): Promise<boolean> {
    if (!(await this.relay.hasUnpublished())) return false;
    const published = await this.relay.publish(batch);
    if (!published?.length) return false;
    this.published.emit(published);
    noteWork();
    logEvents(published);
    return published.length >= batch;
  }
}
