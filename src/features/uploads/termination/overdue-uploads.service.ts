import { Injectable } from '@nestjs/common';
import { EndUploadRepository } from './end-upload.repository.js';
import { OverdueUploadsRepository } from './overdue-uploads.repository.js';

const BATCH = 200;

/** Ends what has been in staging for too long. Since when that is, is decided by whoever knows of the scanners. */
@Injectable()
export class OverdueUploadsService {
  constructor(
    private readonly overdue: OverdueUploadsRepository,
    private readonly endings: EndUploadRepository,
  ) {}

  /** One batch; `true` when there may be more. Each is rejected once, however many workers do this. */
  async rejectFrom(cutoff: Date, batch = BATCH): Promise<boolean> {
    const uploads = await this.overdue.createdBefore(cutoff, batch);
    const only = this.overdue.stillOverdue(cutoff);
    for (const upload of uploads)
      await this.endings.end(upload, { event: 'reject', by: 'system', reason: 'staging_ttl', only });
    return uploads.length === batch;
  }
}
