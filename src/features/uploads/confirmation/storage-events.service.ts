import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { StoreEvents } from '../../../platform/object-store/store-events.js';
import { DomainError } from '../../../shared/errors/domain-error.js';
import { ArrivalsService } from './arrivals.service.js';
import { ConfirmUploadService } from './confirm-upload.service.js';
import { uploadOfStagingKey } from '../domain/object-key.js';
import { isOpen } from '../domain/upload-states.js';
import type { Upload } from '../domain/upload.js';
import { EndUploadService } from '../termination/end-upload.service.js';
import { UploadsRepository } from '../records/uploads.repository.js';

/** Completes uploads whose bytes the store tells of. Events may be lost, repeated or late: each is only a reason to look. */
@Injectable()
export class StorageEventsService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('StorageEvents');
  private unsubscribe?: () => void;

  constructor(
    private readonly events: StoreEvents,
    private readonly uploads: UploadsRepository,
    private readonly arrivals: ArrivalsService,
    private readonly confirm: ConfirmUploadService,
    private readonly end: EndUploadService,
  ) {}

  onApplicationBootstrap(): void {
    this.unsubscribe = this.events.subscribe((key) => {
      this.objectCreated(key).catch((error: Error) =>
        this.logger.warn(`The reconciler will look again: ${error.message}`),
      );
    });
  }

  onModuleDestroy(): void {
    this.unsubscribe?.();
  }

  /** Looks at one object. Of nobody, of the past, or gone: nothing changes, and that is no failure. */
  async objectCreated(key: string): Promise<void> {
    const named = uploadOfStagingKey(key);
    const upload = named && (await this.uploads.findAnywhere(named));
    if (!upload) return;
    if (upload.status === 'PENDING' || upload.status === 'UPLOADING') await this.confirmIfThere(upload);
    else if (!isOpen(upload.status) && (await this.arrivals.holdsObject(upload)))
      await this.end.discardLateBytes(upload);
  }

  private async confirmIfThere(upload: Upload): Promise<void> {
    const arrival = await this.arrivals.look(upload);
    if (!arrival.complete) return;
    try {
      await this.confirm.complete(upload, upload, arrival, { by: 'storage-event' });
    } catch (error) {
      // It ended while we looked; whoever ended it has thrown its bytes away.
      if (!(error instanceof DomainError && ['gone', 'conflict', 'not-found'].includes(error.kind))) throw error;
    }
  }
}
