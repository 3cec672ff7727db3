import { Injectable, Logger } from '@nestjs/common';
import pMap from 'p-map';
import { OccasionalWarning } from '../../../platform/background/occasional-warning.js';
import { ArrivalsService } from './arrivals.service.js';
import { ConfirmUploadService } from './confirm-upload.service.js';
import { EndUploadService } from '../termination/end-upload.service.js';
import { type Due, ReconcileRepository } from './reconcile.repository.js';

const BATCH = 50;
const PARALLEL = 8;

/** Finds the bytes that nobody confirmed, and ends the uploads that got none. */
@Injectable()
export class ReconcileService {
  private readonly warning = new OccasionalWarning(new Logger(ReconcileService.name));

  constructor(
    private readonly due: ReconcileRepository,
    private readonly arrivals: ArrivalsService,
    private readonly confirm: ConfirmUploadService,
    private readonly end: EndUploadService,
  ) {}

  /** Looks at one batch; `true` when there may be more. */
  async run(limit = BATCH): Promise<boolean> {
    const batch = await this.due.takeDue(limit);
    await pMap(batch, (due) => this.lookSafely(due), { concurrency: PARALLEL });
    return batch.length === limit;
  }

  private async lookSafely(due: Due): Promise<void> {
    try {
      await this.look(due);
    } catch (error) {
      this.warning.tell(`Could not look at ${due.upload.id}, trying again later: ${(error as Error).message}`);
    }
  }

  private async look({ upload, isOver }: Due): Promise<void> {
    const arrival = await this.arrivals.look(upload);
    if (arrival.complete) await this.confirm.complete(upload, upload, arrival, { by: 'reconciler' });
    else if (isOver) await this.end.expire(upload);
  }
}
