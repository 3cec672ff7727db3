import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { StoreEvents } from '../../../platform/object-store/store-events.js';
import { DomainError } from '../../../shared/errors/domain-error.js';
import { StagedBytes } from './staged-bytes.js';
import { ConfirmUploadService } from './confirm-upload.service.js';
import { uploadOfStagingKey } from '../domain/object-key.js';
import { isOpen } from '../domain/upload-states.js';
import type { Upload } from '../domain/upload.js';
import { TerminationService } from '../termination/termination.service.js';
import { UploadsRepository } from '../records/uploads.repository.js';

/** Completes uploads whose bytes a storage event announces. Events may be lost, repeated or late: each is only a hint. */
@Injectable()
export class StorageEventsService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('StorageEvents');
  private unsubscribe?: () => void;

  constructor(
    private readonly events: StoreEvents,
    private readonly uploads: UploadsRepository,
    private readonly staged: StagedBytes,
    private readonly confirm: ConfirmUploadService,
    private readonly termination: TerminationService,
  ) {}

  onApplicationBootstrap(): void {
    this.unsubscribe = this.events.subscribe((key) => {
      this.objectCreated(key).catch((error: Error) =>
        this.logger.warn(`The reconciler will check again: ${error.message}`),
      );
    });
  }

  onModuleDestroy(): void {
    this.unsubscribe?.();
  }

  /** Checks one object. A key of no upload, of an ended one or of a deleted object changes nothing and is no failure. */
  async objectCreated(key: string): Promise<void> {
    const named = uploadOfStagingKey(key);
    const upload = named && (await this.uploads.findAnywhere(named));
    if (!upload) return;
    if (upload.status === 'PENDING' || upload.status === 'UPLOADING') await this.confirmIfStaged(upload);
    else if (!isOpen(upload.status) && (await this.staged.holdsObject(upload)))
      await this.termination.discardLateBytes(upload);
  }

  private async confirmIfStaged(upload: Upload): Promise<void> {
    const staged = await this.staged.check(upload);
    if (!staged.complete) return;
    try {
      await this.confirm.complete(upload, upload, staged, { by: 'storage-event' });
    } catch (error) {
      // The upload ended meanwhile; its termination put the bytes into the trash.
      if (!(error instanceof DomainError && ['gone', 'conflict', 'not-found'].includes(error.kind))) throw error;
    }
  }
}
