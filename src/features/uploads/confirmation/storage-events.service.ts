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
import { AnnouncedUploadsRepository } from './announced-uploads.repository.js';
import { Collected } from './collected.js';
import { ConfirmUploadService } from './confirm-upload.service.js';
import { StagedBytes } from './staged-bytes.js';

/** A client usually confirms within this time: then the event of the embedded store costs no look of its own. */
const held = { ms: 250, most: 500 };

/** Objects of one sender that are checked at the same time. */
const PARALLEL = 8;

interface NamedSince {
  key: string;
  since: number;
}

/** Completes uploads whose bytes a storage event announces. Events may be lost, repeated or late: each is only a hint. */
@Injectable()
export class StorageEventsService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('StorageEvents');
  private readonly held = new Collected<NamedSince>((named) => void this.settleHeld(named), held);
  private unsubscribe?: () => void;

  constructor(
    private readonly events: StoreEvents,
    private readonly uploads: AnnouncedUploadsRepository,
    private readonly staged: StagedBytes,
    private readonly confirm: ConfirmUploadService,
    private readonly termination: TerminationService,
    private readonly faults: FaultPoints,
  ) {}

  onApplicationBootstrap(): void {
    this.unsubscribe = this.events.subscribe((key) => this.hold(key));
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
    await this.settleEach(keys.map((key) => ({ key, heldMs: 0 })));
  }

  private hold(key: string): void {
    if (uploadOfStagingKey(key)) this.held.add({ key, since: performance.now() });
  }

  private async settleHeld(named: NamedSince[]): Promise<void> {
    const now = performance.now();
    const since = new Map(named.toReversed().map(({ key, since }) => [key, since]));
    try {
      await this.settleEach([...since].map(([key, since]) => ({ key, heldMs: now - since })));
    } catch (error) {
      this.logger.warn(`The reconciler will check again: ${(error as Error).message}`);
    }
  }

  private async settleEach(keys: { key: string; heldMs: number }[]): Promise<void> {
    const named = keys.flatMap(({ key, heldMs }) => {
      const upload = uploadOfStagingKey(key);
      return upload ? [{ ...upload, heldMs }] : [];
    });
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
