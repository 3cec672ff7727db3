import { Injectable } from '@nestjs/common';
import { FaultPoints } from '../../../platform/faults/fault-points.js';
import { BlobsRepository } from '../../blobs/index.js';
import { policyFor, refusesType } from '../../buckets/index.js';
import type { LeasedUpload } from '../../uploads/index.js';
import { AttemptCopies } from '../copies/attempt-copies.js';
import {
  BlobGoneError,
  ContentQuarantinedError,
  FalseClaimError,
  NotScannedError,
} from '../domain/admission.errors.js';
import { judge, type Policy } from '../domain/judgement.js';
import { factsOf, type Found, foundIn, type Inspected, shownBy } from './admission-facts.js';
import { AdmissionMetrics } from './admission-metrics.js';
import { AdmissionRepository } from './admission.repository.js';

/** Judges an inspected upload and carries the judgement out: copies the bytes that are kept, then one transaction. */
@Injectable()
export class ConclusionService {
  constructor(
    private readonly blobs: BlobsRepository,
    private readonly copies: AttemptCopies,
    private readonly transactions: AdmissionRepository,
    private readonly faults: FaultPoints,
    private readonly metrics: AdmissionMetrics,
  ) {}

  /** A client may declare a hash until its file is admitted: the transaction sees it, whatever was judged before. */
  async conclude(upload: LeasedUpload, inspected: Inspected, signal: AbortSignal): Promise<void> {
    try {
      await this.carryOut(upload, inspected, signal);
    } catch (error) {
      if (!(error instanceof FalseClaimError)) throw error;
      await this.reject(upload, 'checksum_mismatch', foundIn(inspected));
    }
  }

  async reject(upload: LeasedUpload, reason: string, found: Partial<Found> = {}, detail = reason): Promise<void> {
    await this.transactions.reject(upload, reason, found, detail);
    this.metrics.concluded(upload, 'rejected');
    await this.faults.reached('admission.rejected');
  }

  private async carryOut(upload: LeasedUpload, inspected: Inspected, signal: AbortSignal): Promise<void> {
    const { sha256, verdict, detected } = inspected.findings;
    const found = { sha256, verdict, size: inspected.pinned.size, isImage: detected.mimeType.startsWith('image/') };
    const judgement = judge(upload, found, policyOf(upload, inspected));
    switch (judgement.outcome) {
      case 'wait':
        throw new NotScannedError(judgement.why);
      case 'reject':
        return this.reject(upload, judgement.reason, foundIn(inspected), detailOf(judgement.reason, upload, inspected));
      case 'quarantine':
        return this.quarantine(upload, inspected, judgement.reason, signal);
      case 'admit':
        return this.admit(upload, inspected, judgement.flag, signal);
    }
  }

  private async admit(
    upload: LeasedUpload,
    inspected: Inspected,
    flag: string | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const { pinned, type, findings } = inspected;
    const scanned = { ...pinned, sha256: findings.sha256 };
    try {
      await this.sharing(upload, findings.sha256, async (mayCopy) => {
        const copy = mayCopy ? await this.copies.promote(upload, scanned, type.detectedType, signal) : null;
        const facts = factsOf(inspected, copy?.etag ?? pinned.etag);
        await this.transactions.admit(upload, facts, { copiedTo: copy?.key ?? null, flag });
      });
    } catch (error) {
      if (!(error instanceof ContentQuarantinedError)) throw error;
      return this.quarantine(upload, inspected, error.reason, signal);
    }
    this.metrics.concluded(upload, 'admitted');
    await this.faults.reached('admission.admitted');
  }

  private async quarantine(
    upload: LeasedUpload,
    inspected: Inspected,
    reason: string,
    signal: AbortSignal,
  ): Promise<void> {
    const { pinned, findings } = inspected;
    const scanned = { ...pinned, sha256: findings.sha256 };
    await this.sharing(upload, findings.sha256, async (mayCopy) => {
      const copy = mayCopy ? await this.copies.quarantine(upload, scanned, signal) : null;
      const facts = factsOf(inspected, copy?.etag ?? pinned.etag);
      await this.transactions.quarantine(upload, facts, { copiedTo: copy?.key ?? null, reason });
    });
    this.metrics.concluded(upload, 'quarantined');
    await this.faults.reached('admission.quarantined');
  }

  /** Bytes that the workspace stores already are shared instead of copied, unless they are deleted at that moment. */
  private async sharing(
    upload: LeasedUpload,
    sha256: string,
    work: (mayCopy: boolean) => Promise<void>,
  ): Promise<void> {
    const isStored = await this.blobs.has(upload, sha256);
    await this.faults.reached('admission.looked-up');
    if (isStored) {
      try {
        return await work(false);
      } catch (error) {
        if (!(error instanceof BlobGoneError)) throw error;
      }
    }
    await work(true);
  }
}

/** By the settings of the upload's bucket, as they were when this scan began. */
function policyOf({ policies }: LeasedUpload, { findings: { verdict }, type }: Inspected): Policy {
  return {
    unscannable: verdict.verdict === 'unscannable' ? policyFor(policies, verdict.why) : undefined,
    refusesType: refusesType(policies.typePolicy, type.proof),
  };
}

function detailOf(reason: string, { contentType }: LeasedUpload, inspected: Inspected): string {
  return reason === 'mime_mismatch' ? `${reason}: declared ${contentType}, shown ${shownBy(inspected)}` : reason;
}
