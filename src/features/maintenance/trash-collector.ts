import { Injectable } from '@nestjs/common';
import { FaultPoints } from '../../platform/faults/fault-points.js';
import { ObjectStore } from '../../platform/object-store/object-store.js';
import { TrashRepository } from '../blobs/index.js';

/** Deletes the bytes that nobody owns. The only deleter of objects in the product. */
@Injectable()
export class TrashCollector {
  constructor(
    private readonly trash: TrashRepository,
    private readonly store: ObjectStore,
    private readonly faults: FaultPoints,
  ) {}

  /** One entry; `true` when there may be more. */
  collectOne(): Promise<boolean> {
    return this.trash.collectOne(async ({ key, multipartId }) => {
      this.faults.reached('trash.taken');
      if (multipartId) await this.store.abortMultipart(key, multipartId);
      else await this.store.delete(key);
      this.faults.reached('trash.deleted');
    });
  }
}
