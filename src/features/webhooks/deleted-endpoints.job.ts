import { BackgroundJob, type JobRun } from '../../platform/background/background-job.js';
import { WebhookSweepRepository } from './webhook-sweep.repository.js';

/** Deletes the deliveries of deleted endpoints, and then the endpoints. */
@BackgroundJob({ name: 'deleted-webhooks', intervalMs: 60_000, batch: 1_000, leaseSeconds: 0 })
export class DeletedEndpointsJob implements BackgroundJob {
  constructor(private readonly endpoints: WebhookSweepRepository) {}

  run({ batch }: JobRun): Promise<boolean> {
    return this.endpoints.purgeDeleted(batch);
  }
}
