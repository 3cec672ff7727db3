import { Injectable } from '@nestjs/common';
import { FaultPoints } from '../../platform/faults/fault-points.js';
import { ObjectChangedError, ObjectStore } from '../../platform/object-store/object-store.js';
import type { Verdict } from '../../platform/malware-scanner/malware-scanner.js';
import {
  AdmissionBooks,
  type AdmissionFacts,
  attemptPlaces,
  BlobGoneError,
  ContentQuarantinedError,
  FalseClaimError,
  type Found,
  type LeasedUpload,
} from '../uploads/index.js';
import { refusesType } from '../buckets/index.js';
import { canonicalType } from '../../shared/media-types/media-type.js';
import { Assembly } from './assembly.js';
import { judge, type Policy, sizeProblem } from './domain/judgement.js';
import { proveType, type TypeFinding } from './domain/type-proof.js';
import type { Findings } from './examination.js';
import { Inspection, type PinnedObject } from './inspection.js';

const PASSES = 3;

interface Inspected {
  pinned: PinnedObject;
  findings: Findings;
  /** What the declared type is worth. */
  type: TypeFinding;
  signal: AbortSignal;
}

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
    await this.faults.reached('admission.claimed');
    let attempt = upload;
    try {
      for (let pass = 1; pass <= PASSES; pass++) {
        if (await this.isConcluded(attempt, signal)) return;
        if (pass < PASSES) attempt = await this.books.again(attempt);
      }
      await this.reject(attempt, 'changed_during_scan', {});
    } catch (error) {
      // The claim has written trash rows already; this is for an attempt that outlived them.
      await this.books.leaveBehind(attempt).catch(() => undefined);
      throw error;
    }
  }

  /** `false`: the bytes changed, and another pass is needed. */
  private async isConcluded(upload: LeasedUpload, signal: AbortSignal): Promise<boolean> {
    try {
      await this.pass(upload, signal);
      return true;
    } catch (error) {
      if (error instanceof ObjectChangedError) return false;
      throw error;
    }
  }

  private async pass(upload: LeasedUpload, signal: AbortSignal): Promise<void> {
    const staged = await this.assembly.objectOf(upload, signal);
    if (!staged) return this.reject(upload, 'size_mismatch', {});
    const { size } = staged;
    const problem = sizeProblem(size, upload);
    if (problem) return this.reject(upload, problem, { size });
    const pinned = await this.pin(upload, staged, signal);
    const findings = await this.inspection.of(pinned, signal, upload.scanFailures);
    await this.faults.reached('admission.inspected');
    const type = proveType(upload.contentType, findings.detected);
    await this.concludeClaimed(upload, { pinned, findings, type, signal });
  }

  /** A claim may come until the file is admitted: it is seen by the transaction that would admit it. */
  private async concludeClaimed(upload: LeasedUpload, inspected: Inspected): Promise<void> {
    try {
      await this.conclude(upload, inspected);
    } catch (error) {
      if (!(error instanceof FalseClaimError)) throw error;
      await this.reject(upload, 'checksum_mismatch', foundIn(inspected));
    }
  }

  /** What cannot be overwritten (create-only, or parts whose URLs ended) stays; the rest is copied out of its URL's reach. */
  private async pin(upload: LeasedUpload, staged: PinnedObject, signal: AbortSignal): Promise<PinnedObject> {
    if (upload.guarantees.includes('create_only') || upload.multipartId !== null) return staged;
    const { sealed } = attemptPlaces(upload);
    await this.faults.reached('admission.seal-planned');
    const copy = await this.copy(staged, sealed, upload.contentType, signal);
    await this.faults.reached('admission.sealed');
    return copy;
  }

  private async conclude(upload: LeasedUpload, inspected: Inspected): Promise<void> {
    const { sha256, verdict, detected } = inspected.findings;
    const found = { sha256, verdict, size: inspected.pinned.size, isImage: detected.mimeType.startsWith('image/') };
    const judgement = judge(upload, found, await this.policyFor(upload, inspected));
    if (judgement.outcome === 'wait') throw new NotScannedError(judgement.why);
    if (judgement.outcome === 'reject')
      return this.reject(upload, judgement.reason, foundIn(inspected), shownBy(inspected));
    if (judgement.outcome === 'quarantine') return this.keepApart(upload, inspected, judgement.reason);
    try {
      await this.admit(upload, inspected, judgement.flag);
    } catch (error) {
      if (!(error instanceof ContentQuarantinedError)) throw error;
      await this.keepApart(upload, inspected, error.reason);
    }
  }

  /** What its bucket says of what was found; asked only where it matters. */
  private async policyFor(upload: LeasedUpload, { findings: { verdict }, type }: Inspected): Promise<Policy> {
    const { proof } = type;
    return {
      unscannable: verdict.verdict === 'unscannable' ? await this.books.policyFor(upload, verdict.why) : undefined,
      refusesType: proof !== 'proven' && refusesType(await this.books.typePolicyFor(upload), proof),
    };
  }

  private async admit(upload: LeasedUpload, inspected: Inspected, flag?: string): Promise<void> {
    const { findings, pinned, type, signal } = inspected;
    await this.sharing(upload, findings.sha256, async (mayCopy) => {
      const promoted = mayCopy ? await this.promote(upload, pinned, type.detectedType, signal) : null;
      const facts = factsOf(inspected, promoted?.etag ?? pinned.etag);
      await this.books.admit(upload, facts, { promotedKey: promoted?.key ?? null, flag });
    });
    await this.faults.reached('admission.admitted');
  }

  /** Rejected, but its bytes are kept under a key that no link has. */
  private async keepApart(upload: LeasedUpload, inspected: Inspected, reason: string): Promise<void> {
    const { findings, pinned, signal } = inspected;
    await this.sharing(upload, findings.sha256, async (mayCopy) => {
      const kept = mayCopy ? await this.isolate(upload, pinned, signal) : null;
      const facts = factsOf(inspected, kept?.etag ?? pinned.etag);
      await this.books.quarantine(upload, facts, { key: kept?.key ?? null, reason });
    });
    await this.faults.reached('admission.kept-apart');
  }

  /** Bytes that the workspace has already are shared and not copied, unless they are deleted at that moment. */
  private async sharing(
    upload: LeasedUpload,
    sha256: string,
    work: (mayCopy: boolean) => Promise<void>,
  ): Promise<void> {
    if (await this.books.knows(upload, sha256)) {
      try {
        return await work(false);
      } catch (error) {
        if (!(error instanceof BlobGoneError)) throw error;
      }
    }
    await work(true);
  }

  private async isolate(upload: LeasedUpload, pinned: PinnedObject, signal: AbortSignal): Promise<PinnedObject> {
    const { quarantine: key } = attemptPlaces(upload);
    await this.faults.reached('admission.isolation-planned');
    const copy = await this.copy(pinned, key, 'application/octet-stream', signal);
    await this.faults.reached('admission.isolated');
    return copy;
  }

  private async promote(
    upload: LeasedUpload,
    pinned: PinnedObject,
    type: string,
    signal: AbortSignal,
  ): Promise<PinnedObject> {
    const { final: key } = attemptPlaces(upload);
    await this.faults.reached('admission.promotion-planned');
    const promoted = await this.copy(pinned, key, type, signal);
    await this.faults.reached('admission.promoted');
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

  private async reject(upload: LeasedUpload, reason: string, found: Partial<Found>, shown?: string): Promise<void> {
    const detail = reason === 'mime_mismatch' ? `${reason}: declared ${upload.contentType}, shown ${shown}` : reason;
    await this.books.reject(upload, reason, found, detail);
    await this.faults.reached('admission.rejected');
  }
}

function factsOf(inspected: Inspected, etag: string): AdmissionFacts {
  return { ...foundIn(inspected), shownType: shownBy(inspected), sha256: inspected.findings.sha256, etag };
}

function shownBy({ findings }: Inspected): string {
  return canonicalType(findings.detected.mimeType);
}

function foundIn({ pinned, findings, type }: Inspected): Found {
  const { verdict, scannerVersion } = findings;
  return {
    size: pinned.size,
    detectedType: type.detectedType,
    typeProof: type.proof,
    verdict: verdict.verdict,
    verdictCause: causeOf(verdict),
    scannerVersion,
  };
}

function causeOf(verdict: Verdict): string | null {
  if (verdict.verdict === 'infected') return verdict.signature;
  return verdict.verdict === 'unscannable' ? verdict.why : null;
}
