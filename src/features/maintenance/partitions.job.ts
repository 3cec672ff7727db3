import { BackgroundJob } from '../../platform/background/background-job.js';
import { EventPartitionsRepository } from '../uploads/index.js';

const DAY_MS = 24 * 60 * 60_000;

/** Makes the coming monthly partitions of upload_events, and drops old ones that are empty. */
@BackgroundJob({ name: 'partitions', intervalMs: DAY_MS, batch: 1, leaseSeconds: 20, global: true })
export class PartitionsJob implements BackgroundJob {
  constructor(private readonly partitions: EventPartitionsRepository) {}

  async run(): Promise<boolean> {
    await this.partitions.makeAhead();
    await this.partitions.dropEmpty();
    return false;
  }
}
