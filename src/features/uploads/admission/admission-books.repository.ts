import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/config.js';
import { Database, type Tx } from '../../../platform/prisma/database.js';
import type { TypeProof } from '../../../shared/media-types/type-proof.js';
import type { TypePolicy, UnscannablePolicy } from '../../buckets/index.js';
import { AdmissionsRepository, type ClaimTerms, type GivenBack, type LeasedUpload } from './admissions.repository.js';
import { AdmissionOwnersRepository } from './admission-owners.repository.js';
import type { AdmissionFacts } from './kept-apart.repository.js';
import { FalseClaimError, LeaseLostError } from '../domain/admission.errors.js';
import { UploadMovesRepository } from '../records/upload-moves.repository.js';

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
    this.terms = {
      leaseSeconds: config.get('SCAN_LEASE_SECONDS'),
      lifoThreshold: config.get('SCAN_BACKLOG_LIFO_THRESHOLD'),
      partsAbove: config.get('MULTIPART_COPY_THRESHOLD_BYTES'),
    };
  }

  claim(): Promise<LeasedUpload | null> {
    return this.admissions.claim(randomUUID(), this.terms);
  }

  async renew(upload: LeasedUpload): Promise<void> {
    if (!(await this.admissions.renew(upload, this.terms))) throw new LeaseLostError();
  }

  giveBack(upload: LeasedUpload, how: GivenBack): Promise<void> {
    return this.admissions.giveBack(upload, how);
  }

  /** The parts are one object now: its ETag is what clients are told. */
  async assembled(upload: LeasedUpload, etag: string): Promise<void> {
    if (!(await this.admissions.noteEtag(upload, etag))) throw new LeaseLostError();
  }

  /** The bytes changed: the lease goes on with a new attempt, which has keys of its own. */
  async again(upload: LeasedUpload): Promise<LeasedUpload> {
    const next = await this.admissions.again(upload, this.terms);
    if (!next) throw new LeaseLostError();
    return next;
  }

  /** An attempt that was given up, late perhaps: whatever it wrote stays in the trash until nothing of it can land. */
  async leaveBehind(upload: LeasedUpload): Promise<void> {
    await this.database.tenant(upload, (tx) => this.owners.leaveToTrash(tx, upload, this.terms));
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
      await this.holdClaimed(tx, upload, facts);
      const object = await this.owners.makeObject(tx, upload);
      const owner = await this.owners.own(tx, upload, facts, promotedKey);
      const { id, workspaceId, leaseToken } = upload;
      const now = new Date();
      const found = { ...foundBy(facts), completedAt: now, verifiedAt: now };
      const flagged = flag === undefined ? {} : { statusReason: flag };
      const shared = { blobGeneration: owner.generation, duplicateOfUploadId: owner.firstUploadId };
      const changes = { ...found, ...object, ...flagged, ...shared, blobId: owner.id };
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
      await this.holdClaimed(tx, upload, facts);
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

  /** Holds the row. A hash that was claimed since the upload was taken to be scanned counts as well. */
  private async holdClaimed(tx: Tx, upload: LeasedUpload, { sha256 }: AdmissionFacts): Promise<void> {
    const held = await this.admissions.lock(tx, upload);
    if (!held) throw new LeaseLostError();
    if (held.declaredHash !== null && held.declaredHash !== sha256) throw new FalseClaimError();
  }
}
