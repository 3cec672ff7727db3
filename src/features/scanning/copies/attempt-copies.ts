import { Injectable } from '@nestjs/common';
import { FaultPoints } from '../../../platform/faults/fault-points.js';
import { type CopiedObject, ObjectChangedError, ObjectStore } from '../../../platform/object-store/object-store.js';
import { StoreCapabilities } from '../../../platform/object-store/store-capabilities.js';
import { attemptPlaces, type LeasedUpload } from '../../uploads/index.js';
import { ScanLeaseRepository } from '../lease/scan-lease.repository.js';
import { type PinnedObject, WHOLE_BYTES } from '../inspection/stored-object.js';

/**
 * The embedded store has hashed objects up to this size when a copy is made. To seal a larger one, which is a link to its file,
 * costs less than to hash it once more.
 */
const MOST_HASHED_BYTES = 8 * 1024 * 1024;

/** Bytes that were scanned. */
export interface ScannedObject extends PinnedObject {
  sha256: string;
}

/**
 * The copies that one attempt makes, each under a key of its own that is in the trash before the copy is made: the final
 * key since the claim, the others, which few attempts write, since a statement of their own. What a worker leaves behind
 * is deleted whenever it dies.
 */
@Injectable()
export class AttemptCopies {
  constructor(
    private readonly lease: ScanLeaseRepository,
    private readonly store: ObjectStore,
    private readonly capabilities: StoreCapabilities,
    private readonly faults: FaultPoints,
  ) {}

  /**
   * Bytes that are scanned: those in staging where no URL can replace them, or where the copy of them will be proven to be
   * the scanned ones; otherwise a copy under a key that never had a URL.
   */
  async seal(upload: LeasedUpload, staged: PinnedObject, signal: AbortSignal): Promise<PinnedObject> {
    if (!isReplaceable(upload) || this.isProvable(staged)) return staged;
    const { sealed } = attemptPlaces(upload);
    await this.lease.expectCopy(upload, sealed);
    await this.faults.reached('admission.seal-planned');
    const copy = await this.copy(staged, sealed, upload.contentType, signal);
    await this.faults.reached('admission.sealed');
    return copy;
  }

  /** To the final key, from which downloads are served. */
  async promote(
    upload: LeasedUpload,
    scanned: ScannedObject,
    contentType: string,
    signal: AbortSignal,
  ): Promise<PinnedObject> {
    await this.faults.reached('admission.promotion-planned');
    const copy = await this.copyScanned(upload, scanned, attemptPlaces(upload).final, contentType, signal);
    await this.faults.reached('admission.promoted');
    return copy;
  }

  /** To a key for which no link is signed. */
  async quarantine(upload: LeasedUpload, scanned: ScannedObject, signal: AbortSignal): Promise<PinnedObject> {
    const { quarantine } = attemptPlaces(upload);
    await this.lease.expectCopy(upload, quarantine);
    await this.faults.reached('admission.quarantine-planned');
    const copy = await this.copyScanned(upload, scanned, quarantine, 'application/octet-stream', signal);
    await this.faults.reached('admission.quarantine-copied');
    return copy;
  }

  /**
   * A copy of exactly the scanned bytes. ObjectChangedError: of others, or of bytes in staging without a proof; then the
   * store is no longer trusted to give one, and the next attempt seals them first.
   */
  private async copyScanned(
    upload: LeasedUpload,
    { sha256, ...pinned }: ScannedObject,
    to: string,
    contentType: string,
    signal: AbortSignal,
  ): Promise<PinnedObject> {
    const proof = this.isProvable(pinned) ? sha256 : undefined;
    const copy = await this.copy(pinned, to, contentType, signal, proof);
    const isSealed = pinned.key === attemptPlaces(upload).sealed;
    if (copy.isProven || isSealed || !isReplaceable(upload)) return copy;
    this.capabilities.learn(new Map([['copy_sha256', false]]));
    throw new ObjectChangedError(pinned.key);
  }

  /**
   * Whether the SHA-256 of a copy proves that exactly these bytes were examined. Of larger objects an examination reads some
   * parts again: with a colliding ETag these could be of other bytes than those that were hashed, unless the store excludes it.
   */
  private isProvable({ size }: PinnedObject): boolean {
    const mostBytes = this.store.readsSameBytes ? MOST_HASHED_BYTES : WHOLE_BYTES;
    return this.capabilities.hashesCopies && size <= mostBytes;
  }

  private async copy(
    { key: from, etag, size }: PinnedObject,
    to: string,
    contentType: string,
    signal: AbortSignal,
    sha256?: string,
  ): Promise<CopiedObject> {
    const copy = await this.store.copy({ from, to, etag, size, contentType, sha256, signal });
    if (!copy) throw new ObjectChangedError(from);
    return copy;
  }
}

/** Whether a URL may still write to the staging key: not with `create_only`, nor to parts, whose URLs ended with their session. */
function isReplaceable({ guarantees, multipartId }: LeasedUpload): boolean {
  return !guarantees.includes('create_only') && multipartId === null;
}
