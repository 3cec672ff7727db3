import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/prisma/database.js';
import {
  type LeasedUpload,
  LeasedUploadsRepository,
  type Move,
  UploadMovesRepository,
  UploadObjects,
} from '../../uploads/index.js';
import { UsageLedger } from '../../workspaces/index.js';
import { FalseClaimError, LeaseLostError } from '../domain/admission.errors.js';
import { type AdmissionFacts, type Found, recordedOf } from './admission-facts.js';
import { BlobOwnership } from './blob-ownership.js';

const ACTOR = 'scanner';

/**
 * The three outcomes of an admission, each one transaction that only succeeds under the upload's lease.
 * Lock order: upload, object, blob, usage.
 */
@Injectable()
export class AdmissionTransactions {
  constructor(
    private readonly database: Database,
    private readonly uploads: LeasedUploadsRepository,
    private readonly moves: UploadMovesRepository,
    private readonly objects: UploadObjects,
    private readonly ownership: BlobOwnership,
    private readonly ledger: UsageLedger,
  ) {}

  /**
   * SCANNING → AVAILABLE with object, blob, usage and trash. `copiedTo`: where this attempt copied the bytes; `null`: the
   * workspace's blob is shared. BlobGoneError asks for a copy, ContentQuarantinedError for `quarantine`.
   */
  async admit(
    upload: LeasedUpload,
    facts: AdmissionFacts,
    { copiedTo, flag }: { copiedTo: string | null; flag?: string },
  ): Promise<void> {
    await this.database.tenant(upload, async (tx) => {
      await this.lockAndCheckHash(tx, upload, facts);
      const object = await this.objects.attach(tx, upload);
      const blob = await this.ownership.own(tx, upload, facts, copiedTo);
      const now = new Date();
      const found = { ...recordedOf(facts), completedAt: now, verifiedAt: now };
      const flagged = flag === undefined ? {} : { statusReason: flag };
      const changes = { ...found, ...object, ...flagged, ...blob };
      const admitted = await this.move(tx, upload, { event: 'admit', detail: flag, changes });
      await this.moves.trashWorkingCopies(tx, admitted);
      await this.ledger.settle(tx, { ...upload, usedBytes: facts.size });
    });
  }

  /** SCANNING → REJECTED: the reservation is released and all bytes are trashed. */
  async reject(upload: LeasedUpload, reason: string, found: Partial<Found>, detail = reason): Promise<void> {
    const changes = { ...found, statusReason: reason, completedAt: new Date() };
    await this.database.tenant(upload, async (tx) => {
      await this.moves.discard(tx, await this.move(tx, upload, { event: 'reject', detail, changes }));
    });
  }

  /** SCANNING → REJECTED, but the bytes are kept under a key without links until they are released or deleted. */
  async quarantine(
    upload: LeasedUpload,
    facts: AdmissionFacts,
    { copiedTo, reason }: { copiedTo: string | null; reason: string },
  ): Promise<void> {
    const statusReason = `quarantined:${reason}`;
    await this.database.tenant(upload, async (tx) => {
      await this.lockAndCheckHash(tx, upload, facts);
      const blobId = await this.ownership.quarantine(tx, upload, facts, { copiedTo, reason });
      const changes = { ...recordedOf(facts), statusReason, blobId, completedAt: new Date() };
      await this.moves.discard(tx, await this.move(tx, upload, { event: 'reject', detail: statusReason, changes }));
    });
  }

  /** A hash that the client declared after the claim counts as well: the row has it, the leased upload may not. */
  private async lockAndCheckHash(tx: Tx, upload: LeasedUpload, { sha256 }: AdmissionFacts): Promise<void> {
    const locked = await this.uploads.lock(tx, upload);
    if (!locked) throw new LeaseLostError();
    if (locked.declaredHash !== null && locked.declaredHash !== sha256) throw new FalseClaimError();
  }

  private async move(
    tx: Tx,
    { id, workspaceId, leaseToken }: LeasedUpload,
    move: Pick<Move, 'event' | 'detail' | 'changes'>,
  ) {
    const moved = await this.moves.move(tx, { id, workspaceId, leaseToken, actor: ACTOR, ...move });
    if (!moved) throw new LeaseLostError();
    return moved.upload;
  }
}
