import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ObjectStore } from '../../platform/object-store/object-store.js';
import { StoreEvents } from '../../platform/object-store/store-events.js';
import { ConfirmUploadService } from './confirm-upload.service.js';
import { isStreamed } from './domain/multipart-plan.js';
import { uploadOfStagingKey } from './domain/object-key.js';
import { isOpen } from './domain/upload-states.js';
import { EndUploadService } from './end-upload.service.js';
import { UploadsRepository } from './uploads.repository.js';

/** Completes uploads whose bytes the store tells of. Events may be lost, repeated or late: each is only a reason to look. */
@Injectable()
export class StorageEventsService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('StorageEvents');
  private unsubscribe?: () => void;

  constructor(
    private readonly events: StoreEvents,
    private readonly uploads: UploadsRepository,
    private readonly store: ObjectStore,
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

  async objectCreated(key: string): Promise<void> {
    const named = uploadOfStagingKey(key);
    const upload = named && (await this.uploads.findAnywhere(named));
    if (!upload || (isStreamed(upload) && isOpen(upload.status))) return;
    if (upload.status === 'PENDING' || upload.status === 'UPLOADING') {
      const object = await this.store.head(key);
      if (object) await this.confirm.complete(upload, upload, object, { by: 'storage-event' });
    } else if (!isOpen(upload.status)) await this.end.discardLateBytes(upload);
  }
}
