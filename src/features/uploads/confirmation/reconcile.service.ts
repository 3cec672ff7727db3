import { Injectable, Logger } from '@nestjs/common';
import pMap from 'p-map';
import { OccasionalWarning } from '../../../platform/background/occasional-warning.js';
import { StagedBytes } from './staged-bytes.js';
import { ConfirmUploadService } from './confirm-upload.service.js';
import { TerminationService } from '../termination/termination.service.js';
import { type Due, ReconcileRepository } from './reconcile.repository.js';

const BATCH = 50;
const PARALLEL = 8;

/**
 * Completes uploads whose bytes arrived without a confirm, expires those whose bytes never came, and ends those of which
 * more arrived than was reserved.
 */
@Injectable()
export class ReconcileService {
  private readonly warning = new OccasionalWarning(new Logger(ReconcileService.name));

  constructor(
    private readonly due: ReconcileRepository,
    private readonly staged: StagedBytes,
    private readonly confirm: ConfirmUploadService,
    private readonly termination: TerminationService,
  ) {}

  /** One batch; `true` when there may be more. */
  async run(limit = BATCH): Promise<boolean> {
    const batch = await this.due.takeDue(limit);
    await pMap(batch, (due) => this.checkSafely(due), { concurrency: PARALLEL });
    return batch.length === limit;
  }

  private async checkSafely(due: Due): Promise<void> {
    try {
      await this.check(due);
    } catch (error) {
      this.warning.warn(`Could not check ${due.upload.id}, trying again later: ${(error as Error).message}`);
    }
  }

  private async check({ upload, isOver }: Due): Promise<void> {
    const staged = await this.staged.checkShared(upload);
    if (staged.complete) await this.confirm.complete(upload, staged, { by: 'reconciler' });
    else if (await this.staged.hasOutgrown(upload))
      await this.termination.reject(upload, 'size_mismatch', 'reconciler');
    else if (isOver) await this.termination.expire(upload);
  }
}
