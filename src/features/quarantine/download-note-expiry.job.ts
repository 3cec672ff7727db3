import { BackgroundJob, type JobRun } from '../../platform/background/background-job.js';
import { DownloadNotesRepository } from '../uploads/index.js';

/** Deletes notes of downloads after DOWNLOAD_LOG_DAYS. */
@BackgroundJob({ name: 'download-notes', intervalMs: 60_000, batch: 1_000, leaseSeconds: 0 })
export class DownloadNoteExpiryJob implements BackgroundJob {
  constructor(private readonly notes: DownloadNotesRepository) {}

  run({ batch }: JobRun): Promise<boolean> {
    return this.notes.forget(batch);
  }
}
