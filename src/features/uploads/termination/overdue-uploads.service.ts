import { Injectable } from '@nestjs/common';
import { TerminationRepository } from './termination.repository.js';
import { OverdueUploadsRepository } from './overdue-uploads.repository.js';

const BATCH = 200;

/** Ends what has been in staging for too long. Since when that is, is decided by whoever knows of the scanners. */
@Injectable()
export class OverdueUploadsService {
  constructor(
    private readonly overdue: OverdueUploadsRepository,
    private readonly termination: TerminationRepository,
  ) {}

  /** One batch; `true` when there may be more. Each is rejected once, however many workers do this. */
  async rejectFrom(cutoff: Date): Promise<boolean> {
    const uploads = await this.overdue.createdBefore(cutoff, BATCH);
    const only = this.overdue.stillOverdue(cutoff);
    for (const upload of uploads)
      await this.termination.end(upload, { event: 'reject', by: 'system', reason: 'staging_ttl', only });
    return uploads.length === BATCH;
  }
}
