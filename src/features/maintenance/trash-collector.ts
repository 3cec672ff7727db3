import { Injectable } from '@nestjs/common';
import { FaultPoints } from '../../platform/faults/fault-points.js';
import { ObjectStore } from '../../platform/object-store/object-store.js';
import { TrashRepository } from '../blobs/index.js';
import { AbandonedSessionsService } from '../uploads/index.js';

/** Deletes the bytes that nobody owns. The only deleter of objects in the product. */
@Injectable()
export class TrashCollector {
  constructor(
    private readonly trash: TrashRepository,
    private readonly store: ObjectStore,
    private readonly sessions: AbandonedSessionsService,
    private readonly faults: FaultPoints,
  ) {}

  /** One entry; `true` when there may be more. */
  collectOne(): Promise<boolean> {
    return this.trash.collectOne(async ({ key, multipartId }) => {
      this.faults.reached('trash.taken');
      if (multipartId) await this.abort(key, multipartId);
      else await this.store.delete(key);
      this.faults.reached('trash.deleted');
    });
  }

  /** Sessions of parts that no record names any more join the trash. */
  findAbandonedSessions(): Promise<void> {
    return this.sessions.sweep();
  }

  /** A part under way during an abort may still land: the entry stays until the store says that the session is gone. */
  private async abort(key: string, multipartId: string): Promise<void> {
    await this.store.abortMultipart(key, multipartId);
    const left = await this.store.listParts(key, multipartId);
    if (left !== null) throw new Error(`The store still keeps ${left.length} parts of an aborted session.`);
  }
}
