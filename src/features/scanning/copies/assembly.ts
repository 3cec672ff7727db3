import { Injectable } from '@nestjs/common';
import { FaultPoints } from '../../../platform/faults/fault-points.js';
import {
  MultipartRefusedError,
  ObjectChangedError,
  type ObjectInfo,
  ObjectStore,
  type UploadedPart,
} from '../../../platform/object-store/object-store.js';
import {
  fitsPlan,
  type LeasedUpload,
  LeasedUploadsRepository,
  partsDigest,
  planOf,
  ReceivedBytesRepository,
  stagingKey,
  uploadMethods,
} from '../../uploads/index.js';
import { LeaseLostError } from '../domain/admission.errors.js';
import type { PinnedObject } from '../inspection/inspection.js';

/**
 * Makes one object of an upload's parts, under the lease, and only if they are exactly the planned, or completed, ones. An upload without
 * parts is one object already. Goes on from the last step of an earlier attempt.
 */
@Injectable()
export class Assembly {
  constructor(
    private readonly uploads: LeasedUploadsRepository,
    private readonly received: ReceivedBytesRepository,
    private readonly store: ObjectStore,
    private readonly faults: FaultPoints,
  ) {}

  /** The staged object; `null` when its parts do not fit the plan. ObjectChangedError: there are no bytes right now. */
  async objectOf(upload: LeasedUpload, signal: AbortSignal): Promise<PinnedObject | null> {
    return confirmedObject(upload) ?? this.presentObject(upload, signal);
  }

  private async presentObject(upload: LeasedUpload, signal: AbortSignal): Promise<PinnedObject | null> {
    const key = stagingKey(upload);
    const staged = await this.store.head(key, signal);
    const { multipartId } = upload;
    if (multipartId === null) {
      if (!staged) throw new ObjectChangedError(key);
      return staged;
    }
    const object = staged ?? (await this.assemble(upload, multipartId));
    if (object && object.etag !== upload.etag && !(await this.uploads.noteEtag(upload, object.etag)))
      throw new LeaseLostError();
    return object;
  }

  private async assemble(upload: LeasedUpload, multipartId: string): Promise<ObjectInfo | null> {
    const key = stagingKey(upload);
    const parts = await this.partsOf(upload, multipartId);
    if (!parts) throw new ObjectChangedError(key);
    const plan = planOf(upload);
    if (plan && !fitsPlan(plan, parts)) return null;
    if (upload.partsDigest !== null && upload.partsDigest !== partsDigest(parts)) return null;
    await this.faults.reached('admission.parts-checked');
    const object = await this.complete(key, multipartId, parts);
    await this.faults.reached('admission.assembled');
    return object;
  }

  /** Those that the store lists; where the service took the bytes itself, those that it recorded, whatever else is there. */
  private partsOf(upload: LeasedUpload, multipartId: string): Promise<UploadedPart[] | null> {
    if (uploadMethods[upload.method].completedBy === 'receipt') return this.received.partsOf(upload);
    return this.store.listParts(stagingKey(upload), multipartId);
  }

  /** Parts that changed since they were listed are listed again. */
  private async complete(key: string, multipartId: string, parts: UploadedPart[]): Promise<ObjectInfo> {
    try {
      return await this.store.completeMultipart(key, multipartId, parts);
    } catch (error) {
      throw error instanceof MultipartRefusedError ? new ObjectChangedError(key) : error;
    }
  }
}

/**
 * The object that the confirmation saw, whose size its signed URL fixed: the first attempt starts from it without another
 * look, because all its reads are of this ETag and this size. Later attempts look at what is there by then.
 */
function confirmedObject(upload: LeasedUpload): PinnedObject | null {
  const { etag, multipartId, attempts, guarantees, declaredSize } = upload;
  if (etag === null || multipartId !== null || attempts > 1) return null;
  if (declaredSize === null || !guarantees.includes('length')) return null;
  return { key: stagingKey(upload), etag, size: declaredSize };
}
