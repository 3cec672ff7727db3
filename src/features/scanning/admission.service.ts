import { Injectable } from '@nestjs/common';
import { FaultPoints } from '../../platform/faults/fault-points.js';
import { ObjectChangedError, ObjectStore } from '../../platform/object-store/object-store.js';
import { AdmissionBooks, BlobGoneError, type LeasedUpload } from '../uploads/index.js';
import { Assembly } from './assembly.js';
import { type Judgement, judge, sizeProblem } from './domain/judgement.js';
import { type Findings, Inspection, type PinnedObject } from './inspection.js';

const PASSES = 3;

/** The scanner could not say: the upload waits and is tried again. */
export class NotScannedError extends Error {}

/**
 * Takes one upload from SCANNING to its end: pin or seal its bytes, look at all of them once, promote, admit.
 * Every step may be the last of this process: whoever claims the upload next starts over, and nothing is lost or kept.
 */
@Injectable()
export class AdmissionService {
  constructor(
    private readonly books: AdmissionBooks,
    private readonly store: ObjectStore,
    private readonly assembly: Assembly,
    private readonly inspection: Inspection,
    private readonly faults: FaultPoints,
  ) {}

  async run(upload: LeasedUpload, signal: AbortSignal): Promise<void> {
    this.faults.reached('admission.claimed');
    for (let pass = 1; pass <= PASSES; pass++) {
      try {
        return await this.pass(upload, signal);
      } catch (error) {
        if (!(error instanceof ObjectChangedError)) throw error;
      }
    }
    await this.reject(upload, 'changed_during_scan', {});
  }

  private async pass(upload: LeasedUpload, signal: AbortSignal): Promise<void> {
    const staged = await this.assembly.objectOf(upload, signal);
    if (!staged) return this.reject(upload, 'size_mismatch', {});
    const { size } = staged;
    const problem = sizeProblem(size, upload);
    if (problem) return this.reject(upload, problem, { size });
    const pinned = await this.pin(upload, staged, signal);
    const findings = await this.inspection.of(pinned, signal);
    this.faults.reached('admission.inspected');
    await this.conclude(upload, { pinned, findings, judgement: judge(upload, findings), signal });
  }

  /** What cannot be overwritten (create-only, or parts whose URLs ended) stays; the rest is copied out of its URL's reach. */
  private async pin(upload: LeasedUpload, staged: PinnedObject, signal: AbortSignal): Promise<PinnedObject> {
    if (upload.guarantees.includes('create_only') || upload.multipartId !== null) return staged;
    const sealed = await this.books.planSeal(upload);
    this.faults.reached('admission.seal-planned');
    const copy = await this.copy(staged, sealed, upload.contentType, signal);
    this.faults.reached('admission.sealed');
    return copy;
  }

  private async conclude(
    upload: LeasedUpload,
    {
      pinned,
      findings,
      judgement,
      signal,
    }: { pinned: PinnedObject; findings: Findings; judgement: Judgement; signal: AbortSignal },
  ): Promise<void> {
    const detectedType = findings.detected.mimeType;
    if (judgement.outcome === 'wait') throw new NotScannedError(judgement.why);
    if (judgement.outcome === 'reject')
      return this.reject(upload, judgement.reason, { size: pinned.size, detectedType });
    try {
      await this.admit(upload, pinned, findings, (await this.books.knows(upload, findings.sha256)) ? null : signal);
    } catch (error) {
      if (!(error instanceof BlobGoneError)) throw error;
      await this.admit(upload, pinned, findings, signal);
    }
  }

  /** Without a signal the workspace's own bytes are shared and nothing is copied. */
  private async admit(
    upload: LeasedUpload,
    pinned: PinnedObject,
    findings: Findings,
    promote: AbortSignal | null,
  ): Promise<void> {
    const promoted = promote && (await this.promote(upload, pinned, findings.detected.mimeType, promote));
    const { sha256, detected, verdict, scannerVersion } = findings;
    const facts = {
      sha256,
      size: pinned.size,
      detectedType: detected.mimeType,
      verdict: verdict.verdict,
      scannerVersion,
    };
    await this.books.admit(upload, { ...facts, etag: promoted?.etag ?? pinned.etag }, promoted?.key ?? null);
    this.faults.reached('admission.admitted');
  }

  private async promote(
    upload: LeasedUpload,
    pinned: PinnedObject,
    type: string,
    signal: AbortSignal,
  ): Promise<PinnedObject> {
    const key = await this.books.planPromotion(upload);
    this.faults.reached('admission.promotion-planned');
    const promoted = await this.copy(pinned, key, type, signal);
    this.faults.reached('admission.promoted');
    return promoted;
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

  private async reject(
    upload: LeasedUpload,
    reason: string,
    found: { size?: number; detectedType?: string },
  ): Promise<void> {
    await this.books.reject(upload, reason, found);
    this.faults.reached('admission.rejected');
  }
}
