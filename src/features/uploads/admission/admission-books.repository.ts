import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/config.js';
import { Database, type Tx } from '../../../platform/prisma/database.js';
import type { TypeProof } from '../../../shared/media-types/type-proof.js';
import type { TypePolicy, UnscannablePolicy } from '../../buckets/index.js';
import { AdmissionsRepository, type ClaimTerms, type LeasedUpload } from './admissions.repository.js';
import { AdmissionOwnersRepository } from './admission-owners.repository.js';
import type { AdmissionFacts } from './kept-apart.repository.js';
import { LeaseLostError } from '../domain/admission.errors.js';
import { quarantinePrefix, sealedPrefix } from '../domain/object-key.js';
import { UploadMovesRepository } from '../records/upload-moves.repository.js';

/** How long a crashed attempt's copy may stay before it is trash: longer than any attempt lives. */
const ATTEMPT_OUTLIVED_MS = 24 * 3600_000;
const ACTOR = 'scanner';

/** What an inspection found that stays with the upload's record. */
export interface Found {
  size: number;
  detectedType: string;
  typeProof?: TypeProof;
  verdict: string;
  verdictCause: string | null;
  scannerVersion: string;
}

export interface Promotion {
  /** Where this attempt copied the bytes; `null`: the workspace's own blob is shared. */
  promotedKey: string | null;
  /** Why it is admitted with a warning. */
  flag?: string;
}

function foundBy({ size, detectedType, typeProof, verdict, verdictCause, scannerVersion }: AdmissionFacts): Found {
  return { size, detectedType, typeProof, verdict, verdictCause, scannerVersion };
}

/** Keeps the books of admission for whoever holds the lease. Scanning decides; every step here can be run twice. */
@Injectable()
export class AdmissionBooks {
  private readonly terms: ClaimTerms;

  constructor(
    private readonly admissions: AdmissionsRepository,
    private readonly moves: UploadMovesRepository,
    private readonly owners: AdmissionOwnersRepository,
    private readonly database: Database,
    config: Config,
  ) {
    const lifoThreshold = config.get('SCAN_BACKLOG_LIFO_THRESHOLD');
    this.terms = { leaseSeconds: config.get('SCAN_LEASE_SECONDS'), lifoThreshold };
  }

  claim(): Promise<LeasedUpload | null> {
    return this.admissions.claim(randomUUID(), this.terms);
  }

  async renew(upload: LeasedUpload): Promise<void> {
    if (!(await this.admissions.renew(upload, this.terms.leaseSeconds))) throw new LeaseLostError();
  }

  giveBack(upload: LeasedUpload, afterSeconds: number): Promise<void> {
    return this.admissions.giveBack(upload, afterSeconds);
  }

  /** The parts are one object now: its ETag is what clients are told. */
  async assembled(upload: LeasedUpload, etag: string): Promise<void> {
    if (!(await this.admissions.noteEtag(upload, etag))) throw new LeaseLostError();
  }

  /** A key for this attempt's sealed copy, already in the trash in case the attempt dies. */
  planSeal(upload: LeasedUpload): Promise<string> {
    return this.planCopy(upload, async () => `${sealedPrefix(upload)}${upload.leaseToken}`);
  }

  /** A final key that no earlier attempt can have written, already in the trash; admission takes it back. */
  planPromotion(upload: LeasedUpload): Promise<string> {
    return this.planCopy(upload, (tx) => this.admissions.freshKey(tx, upload));
  }

  /** A key for bytes that nobody may read, already in the trash; keeping them apart takes it back. */
  planQuarantine(upload: LeasedUpload): Promise<string> {
    return this.planCopy(upload, async () => `${quarantinePrefix(upload)}${upload.leaseToken}`);
  }

  /** What the upload's bucket does with files that cannot be scanned for this cause. */
  policyFor(upload: LeasedUpload, cause: string): Promise<UnscannablePolicy> {
    return this.database.tenant(upload, (tx) => this.admissions.policyFor(tx, upload, cause));
  }

  /** Which files the upload's bucket refuses for their type. */
  typePolicyFor(upload: LeasedUpload): Promise<TypePolicy> {
    return this.database.tenant(upload, (tx) => this.admissions.typePolicyFor(tx, upload));
  }

  /** Whether the workspace has these bytes already. */
  knows(upload: LeasedUpload, sha256: string): Promise<boolean> {
    return this.database.tenant(upload, (tx) => this.owners.knows(tx, upload, sha256));
  }

  /**
   * SCANNING → AVAILABLE with object, blob, usage and trash in one transaction. BlobGoneError asks for a promotion,
   * ContentQuarantinedError for keeping the bytes apart.
   */
  async admit(upload: LeasedUpload, facts: AdmissionFacts, { promotedKey, flag }: Promotion): Promise<void> {
    await this.database.tenant(upload, async (tx) => {
      if (!(await this.admissions.lock(tx, upload))) throw new LeaseLostError();
      const object = await this.owners.makeObject(tx, upload);
      const owner = await this.owners.own(tx, upload, facts, promotedKey);
      const { id, workspaceId, leaseToken } = upload;
      const now = new Date();
      const found = { ...foundBy(facts), completedAt: now, verifiedAt: now };
      const flagged = flag === undefined ? {} : { statusReason: flag };
      const changes = { ...found, ...object, ...flagged, blobId: owner.id, duplicateOfUploadId: owner.firstUploadId };
      const moved = await this.moves.move(tx, {
        id,
        workspaceId,
        leaseToken,
        event: 'admit',
        actor: ACTOR,
        detail: flag,
        changes,
      });
      if (!moved) throw new LeaseLostError();
      await this.moves.trashWorkingCopies(tx, moved.upload);
      await this.owners.settle(tx, upload, facts.size);
    });
  }

  /** SCANNING → REJECTED: the reservation is free, no byte stays. */
  async reject(upload: LeasedUpload, reason: string, found: Partial<Found>, detail = reason): Promise<void> {
    const { id, workspaceId, leaseToken } = upload;
    const changes = { ...found, statusReason: reason, completedAt: new Date() };
    await this.database.tenant(upload, async (tx) => {
      const move = { id, workspaceId, leaseToken, event: 'reject', actor: ACTOR, detail, changes } as const;
      const moved = await this.moves.move(tx, move);
      if (!moved) throw new LeaseLostError();
      await this.moves.discard(tx, moved.upload);
    });
  }

  /** SCANNING → REJECTED, but the bytes are kept where nobody can read them, until somebody releases or deletes them. */
  async quarantine(
    upload: LeasedUpload,
    facts: AdmissionFacts,
    how: { key: string | null; reason: string },
  ): Promise<void> {
    const { id, workspaceId, leaseToken } = upload;
    const statusReason = `quarantined:${how.reason}`;
    await this.database.tenant(upload, async (tx) => {
      if (!(await this.admissions.lock(tx, upload))) throw new LeaseLostError();
      const blobId = await this.owners.keepApart(tx, upload, facts, how);
      const changes = { ...foundBy(facts), statusReason, blobId, completedAt: new Date() };
      const move = {
        id,
        workspaceId,
        leaseToken,
        event: 'reject',
        actor: ACTOR,
        detail: statusReason,
        changes,
      } as const;
      const moved = await this.moves.move(tx, move);
      if (!moved) throw new LeaseLostError();
      await this.moves.discard(tx, moved.upload);
    });
  }

  /** The trash row is committed before the copy begins: a copy that nobody comes back for is deleted. */
  private planCopy(upload: LeasedUpload, choose: (tx: Tx) => Promise<string>): Promise<string> {
    return this.database.tenant(upload, async (tx) => {
      if (!(await this.admissions.lock(tx, upload))) throw new LeaseLostError();
      const key = await choose(tx);
      await this.owners.trashLater(tx, upload, key, new Date(Date.now() + ATTEMPT_OUTLIVED_MS));
      return key;
    });
  }
}
