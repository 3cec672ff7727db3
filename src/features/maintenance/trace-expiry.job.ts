import { BackgroundJob, type JobRun } from '../../platform/background/background-job.js';
import { UploadTraces } from '../uploads/index.js';

/** Longer than webhooks are tried again. */
const DAYS = 7;
const DAY_MS = 24 * 3600 * 1_000;

/** Forgets in which traces uploads were created: nothing goes on in them after days. */
@BackgroundJob({ name: 'upload-traces', intervalMs: 300_000, batch: 1_000, leaseSeconds: 0 })
export class TraceExpiryJob implements BackgroundJob {
  constructor(private readonly traces: UploadTraces) {}

  run({ batch }: JobRun): Promise<boolean> {
    return this.traces.forgetBefore(new Date(Date.now() - DAYS * DAY_MS), batch);
  }
}
