import { Injectable } from '@nestjs/common';
import { FaultPoints } from '../../../platform/faults/fault-points.js';
import { ObjectChangedError, ObjectStore } from '../../../platform/object-store/object-store.js';
import { attemptPlaces, type LeasedUpload } from '../../uploads/index.js';
import type { PinnedObject } from '../inspection/inspection.js';

/**
 * The copies that one attempt makes, each under a key of its own that is in the trash since the claim: what a worker
 * leaves behind is deleted whenever it dies.
 */
@Injectable()
export class AttemptCopies {
  constructor(
    private readonly store: ObjectStore,
    private readonly faults: FaultPoints,
  ) {}

  /**
   * Bytes that no URL can change: a copy under a key that never had one. What cannot be overwritten is read where it is:
   * `create_only`, or parts, whose URLs ended with their session.
   */
  async seal(upload: LeasedUpload, staged: PinnedObject, signal: AbortSignal): Promise<PinnedObject> {
    if (upload.guarantees.includes('create_only') || upload.multipartId !== null) return staged;
    await this.faults.reached('admission.seal-planned');
    const copy = await this.copy(staged, attemptPlaces(upload).sealed, upload.contentType, signal);
    await this.faults.reached('admission.sealed');
    return copy;
  }

  /** To the final key, from which downloads are served. */
  async promote(
    upload: LeasedUpload,
    pinned: PinnedObject,
    contentType: string,
    signal: AbortSignal,
  ): Promise<PinnedObject> {
    await this.faults.reached('admission.promotion-planned');
    const copy = await this.copy(pinned, attemptPlaces(upload).final, contentType, signal);
    await this.faults.reached('admission.promoted');
    return copy;
  }

  /** To a key for which no link is signed. */
  async quarantine(upload: LeasedUpload, pinned: PinnedObject, signal: AbortSignal): Promise<PinnedObject> {
    await this.faults.reached('admission.quarantine-planned');
    const copy = await this.copy(pinned, attemptPlaces(upload).quarantine, 'application/octet-stream', signal);
    await this.faults.reached('admission.quarantine-copied');
    return copy;
  }

  private async copy(
    { key: from, etag, size }: PinnedObject,
    to: string,
    contentType: string,
    signal: AbortSignal,
  ): Promise<PinnedObject> {
    const copy = await this.store.copy({ from, to, etag, size, contentType, signal });
    if (!copy) throw new ObjectChangedError(from);
    return copy;
  }
}
