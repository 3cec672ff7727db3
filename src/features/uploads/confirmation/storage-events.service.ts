import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { pMapSettled } from 'p-map';
import { FaultPoints } from '../../../platform/faults/fault-points.js';
import { StoreEvents } from '../../../platform/object-store/store-events.js';
import { DomainError } from '../../../shared/errors/domain-error.js';
import { valuesOf } from '../../../shared/settled.js';
import { uploadOfStagingKey } from '../domain/object-key.js';
import { isOpen } from '../domain/upload-states.js';
import type { Upload } from '../domain/upload.js';
import { TerminationService } from '../termination/termination.service.js';
import { type AnnouncedUpload, AnnouncedUploadsRepository } from './announced-uploads.repository.js';
import { ConfirmUploadService } from './confirm-upload.service.js';
import { type HeldObject, HeldObjects } from './held-objects.js';
import { StagedBytes } from './staged-bytes.js';

/** Objects of one sender that are checked at the same time. */
const PARALLEL = 8;

/** Completes uploads whose bytes a storage event announces. Events may be lost, repeated or late: each is only a hint. */
@Injectable()
export class StorageEventsService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('StorageEvents');
  private unsubscribe?: () => void;

  constructor(
    private readonly events: StoreEvents,
    private readonly held: HeldObjects,
    private readonly uploads: AnnouncedUploadsRepository,
    private readonly staged: StagedBytes,
    private readonly confirm: ConfirmUploadService,
    private readonly termination: TerminationService,
    private readonly faults: FaultPoints,
  ) {}

  onApplicationBootstrap(): void {
    this.held.start((objects) => void this.settleHeld(objects));
    this.unsubscribe = this.events.subscribe((key) => this.held.hold(key));
  }

  onModuleDestroy(): void {
    this.unsubscribe?.();
    this.held.stop();
  }

  /**
   * Resolves when each of these objects needs nothing more; all are checked before the first failure is thrown. A key of no
   * upload, of an ended one or of a deleted object changes nothing and is no failure.
   */
  async objectsCreated(keys: readonly string[]): Promise<void> {
    const named = keys.flatMap((key) => uploadOfStagingKey(key) ?? []);
    await this.settleEach(named.map((upload) => ({ ...upload, heldMs: 0 })));
  }

  private async settleHeld(objects: HeldObject[]): Promise<void> {
    const now = performance.now();
    try {
      await this.settleEach(objects.map(({ since, ...upload }) => ({ ...upload, heldMs: now - since })));
    } catch (error) {
      this.logger.warn(`The reconciler will check again: ${(error as Error).message}`);
    }
  }

  private async settleEach(named: AnnouncedUpload[]): Promise<void> {
    const found = await Promise.all(named.map((upload) => this.uploads.find(upload)));
    await this.faults.reached('storage-events.looked-up');
    const inNeed = found.filter((upload) => upload !== null);
    valuesOf(await pMapSettled(inNeed, (upload) => this.settle(upload), { concurrency: PARALLEL }));
  }

  private async settle(upload: Upload): Promise<void> {
    if (upload.status === 'PENDING' || upload.status === 'UPLOADING') await this.confirmIfStaged(upload);
    else if (!isOpen(upload.status) && (await this.staged.holdsObject(upload)))
      await this.termination.discardLateBytes(upload);
  }

  private async confirmIfStaged(upload: Upload): Promise<void> {
    const staged = await this.staged.checkShared(upload);
    if (!staged.complete) return;
    try {
      await this.confirm.complete(upload, staged, { by: 'storage-event' });
    } catch (error) {
      // The upload ended meanwhile; its termination put the bytes into the trash.
      if (!(error instanceof DomainError && ['gone', 'conflict', 'not-found'].includes(error.kind))) throw error;
    }
  }
}
