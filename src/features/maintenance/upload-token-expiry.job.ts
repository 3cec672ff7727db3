import { BackgroundJob, type JobRun } from '../../platform/background/background-job.js';
import { UploadTokensRepository } from '../identity/index.js';

/** Deletes upload tokens a month after they expired: until then they say which token an upload was made with. */
@BackgroundJob({ name: 'upload-tokens', intervalMs: 60_000, batch: 1_000, leaseSeconds: 20, global: true })
export class UploadTokenExpiryJob implements BackgroundJob {
  constructor(private readonly tokens: UploadTokensRepository) {}

  run({ batch }: JobRun): Promise<boolean> {
    return this.tokens.forget(batch);
  }
}
