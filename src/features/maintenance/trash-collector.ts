import { Injectable } from '@nestjs/common';
import { ObjectStore } from '../../platform/object-store/object-store.js';
import { TrashRepository } from '../blobs/index.js';

/** Deletes the bytes that nobody owns. The only deleter of objects in the product. */
@Injectable()
export class TrashCollector {
  constructor(
    private readonly trash: TrashRepository,
    private readonly store: ObjectStore,
  ) {}

  /** One entry; `true` when there may be more. */
  collectOne(): Promise<boolean> {
    return this.trash.collectOne(async ({ key, multipartId }) => {
      if (multipartId) await this.abort(key, multipartId);
      else await this.store.delete(key);
    });
  }

  /** A part under way during an abort may still land: the entry stays until the store says that the session is gone. */
  private async abort(key: string, multipartId: string): Promise<void> {
    await this.store.abortMultipart(key, multipartId);
    const left = await this.store.listParts(key, multipartId);
    if (left !== null) throw new Error(`The store still keeps ${left.length} parts of an aborted session.`);
  }
}
