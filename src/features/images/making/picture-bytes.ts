import { Injectable } from '@nestjs/common';
import { FaultPoints } from '../../../platform/faults/fault-points.js';
import type { PictureSource } from '../../../platform/image-processing/image-processor.js';
import { ObjectChangedError, ObjectStore } from '../../../platform/object-store/object-store.js';
import { BlobsRepository } from '../../blobs/index.js';
import { LeaseLostError } from '../domain/image.errors.js';
import type { LeasedImage } from '../records/image-leases.repository.js';

/** The bytes of a picture in the store, in the version that was admitted. */
@Injectable()
export class PictureBytes {
  constructor(
    private readonly blobs: BlobsRepository,
    private readonly store: ObjectStore,
    private readonly faults: FaultPoints,
  ) {}

  /** Throws `LeaseLostError` when the content is not readable any more: with it went the lease. */
  async of({ workspaceId, blobId }: LeasedImage): Promise<PictureSource> {
    const blob = await this.blobs.liveBytes({ workspaceId, id: blobId });
    if (!blob) throw new LeaseLostError();
    const { key, etag, size } = blob;
    const open = async (signal: AbortSignal) => {
      const body = await this.store.get(key, { etag, signal });
      await this.faults.reached('images.opened');
      if (!body) throw new ObjectChangedError(key);
      return body.stream;
    };
    return { size, open };
  }
}
