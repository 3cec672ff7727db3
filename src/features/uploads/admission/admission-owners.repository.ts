import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/prisma/database.js';
import { type BlobOwner, BlobsRepository, TrashRepository } from '../../blobs/index.js';
import { UsageLedger } from '../../workspaces/index.js';
import type { LeasedUpload } from './admissions.repository.js';
import { type AdmissionFacts, blobFacts, KeptApartRepository } from './kept-apart.repository.js';
import { UploadObjects } from './upload-objects.repository.js';
import { BlobGoneError, LeaseLostError } from '../domain/admission.errors.js';
import { attemptPlaces } from '../domain/object-key.js';

/** Who owns admitted bytes, who pays for them, and what is made of them. */
@Injectable()
export class AdmissionOwnersRepository {
  constructor(
    private readonly blobs: BlobsRepository,
    private readonly trash: TrashRepository,
    private readonly ledger: UsageLedger,
    private readonly objects: UploadObjects,
    private readonly apart: KeptApartRepository,
  ) {}

  async knows(tx: Tx, { workspaceId }: LeasedUpload, sha256: string): Promise<boolean> {
    return (await this.blobs.find(tx, workspaceId, sha256)) !== null;
  }

  /** What the attempt has written, and what may still land of it, is trash at its last moment. */
  leaveToTrash(tx: Tx, upload: LeasedUpload, limits: { partsAbove: number; leaseSeconds: number }): Promise<void> {
    const { workspaceId, reservedBytes: bytes } = upload;
    return this.trash.afterAttempt(tx, { workspaceId, keys: Object.values(attemptPlaces(upload)), bytes, ...limits });
  }

  /** How the upload's row is to change for the object made of it. Before the blob: that is the lock order. */
  makeObject(tx: Tx, upload: LeasedUpload): Promise<{ objectId?: string; statusReason?: string }> {
    return this.objects.admit(tx, upload);
  }

  async own(tx: Tx, upload: LeasedUpload, facts: AdmissionFacts, promotedKey: string | null) {
    const { workspaceId } = upload;
    const owner = await this.blobs.upsert(tx, blobFacts(facts, workspaceId, promotedKey ?? upload.key));
    await this.apart.refuseUnwanted(tx, upload, facts.sha256, owner);
    if (owner.isNew) await this.takeOver(tx, upload, promotedKey);
    else if (promotedKey) await this.trash.hurry(tx, upload, promotedKey);
    const shared = !owner.isNew && upload.skipDuplicates;
    return { ...owner, firstUploadId: shared ? await this.firstUploadOf(tx, owner) : null };
  }

  /** Bytes that are kept though nobody may read them. */
  keepApart(
    tx: Tx,
    upload: LeasedUpload,
    facts: AdmissionFacts,
    how: { key: string | null; reason: string },
  ): Promise<string> {
    return this.apart.keep(tx, upload, facts, how);
  }

  settle(tx: Tx, upload: LeasedUpload, usedBytes: number): Promise<void> {
    const { organizationId, workspaceId, bucketId, reservedBytes } = upload;
    return this.ledger.settle(tx, { organizationId, workspaceId, bucketId, reservedBytes, usedBytes });
  }

  /** The promoted bytes are owned now. If the trash had them already, they may be gone: the attempt starts over. */
  private async takeOver(tx: Tx, upload: LeasedUpload, promotedKey: string | null): Promise<void> {
    if (promotedKey === null) throw new BlobGoneError();
    if (!(await this.trash.takeBack(tx, upload, promotedKey))) throw new LeaseLostError();
  }

  private async firstUploadOf(tx: Tx, { id: blobId }: BlobOwner): Promise<string | null> {
    const first = await tx.upload.findFirst({ where: { blobId }, orderBy: { id: 'asc' }, select: { id: true } });
    return first?.id ?? null;
  }
}
