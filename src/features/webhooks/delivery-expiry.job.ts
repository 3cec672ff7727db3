import { Config } from '../../config/config.js';
import { BackgroundJob, type JobRun } from '../../platform/background/background-job.js';
import { WebhookSweepRepository } from './webhook-sweep.repository.js';

/** Deletes deliveries after WEBHOOK_LOG_DAYS. */
@BackgroundJob({ name: 'webhook-log', intervalMs: 60_000, batch: 1_000, leaseSeconds: 0 })
export class DeliveryExpiryJob implements BackgroundJob {
  constructor(
    private readonly deliveries: WebhookSweepRepository,
    private readonly config: Config,
  ) {}

  run({ batch }: JobRun): Promise<boolean> {
    return this.deliveries.forgetOld(this.config.get('WEBHOOK_LOG_DAYS'), batch);
  }
}
