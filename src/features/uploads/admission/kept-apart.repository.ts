import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/prisma/database.js';
import type { TypeProof } from '../../../shared/media-types/type-proof.js';
import {
  type BlobFacts,
  type BlobOwner,
  BlobsRepository,
  BlobStatesRepository,
  QuarantinesRepository,
  TrashRepository,
} from '../../blobs/index.js';
import { BlobGoneError, ContentQuarantinedError, LeaseLostError } from '../domain/admission.errors.js';
import type { Upload } from '../domain/upload.js';

/** What was found out about an upload's bytes. */
export interface AdmissionFacts extends Omit<BlobFacts, 'workspaceId' | 'key'> {
  /** What the declared type is worth; without it the file is only ever an attachment. */
  typeProof?: TypeProof;
  /** What the bytes show by themselves, where that is not what the record tells. */
  shownType?: string;
}

/** The blob is shared by uploads that declare different types, so it keeps what the bytes show. */
export function blobFacts(facts: AdmissionFacts, workspaceId: string, key: string): BlobFacts {
  return { ...facts, workspaceId, key, detectedType: facts.shownType ?? facts.detectedType };
}

/** Bytes that belong to an upload and are readable for nobody. */
@Injectable()
export class KeptApartRepository {
  constructor(
    private readonly blobs: BlobsRepository,
    private readonly states: BlobStatesRepository,
    private readonly quarantines: QuarantinesRepository,
    private readonly trash: TrashRepository,
  ) {}

  /** Nothing is admitted by sharing quarantined bytes, nor by bringing them again after they were deleted. */
  async refuseUnwanted(tx: Tx, { workspaceId }: Upload, sha256: string, owner: BlobOwner): Promise<void> {
    if (owner.state === 'quarantined') throw new ContentQuarantinedError(owner.quarantineReason ?? '');
    const reason = owner.isNew ? await this.quarantines.reasonAgainst(tx, { workspaceId, sha256 }) : null;
    if (reason !== null) throw new ContentQuarantinedError(reason);
  }

  /**
   * The blob that keeps an upload's bytes. Those that the workspace reads already stay readable for its other files:
   * only this upload is held back.
   */
  async keep(
    tx: Tx,
    upload: Upload,
    facts: AdmissionFacts,
    { key, reason }: { key: string | null; reason: string },
  ): Promise<string> {
    const { workspaceId } = upload;
    const owner = await this.blobs.upsert(tx, blobFacts(facts, workspaceId, key ?? upload.key));
    if (owner.isNew) {
      if (key === null) throw new BlobGoneError();
      if (!(await this.trash.takeBack(tx, upload, key))) throw new LeaseLostError();
      await this.states.close(tx, { id: owner.id, workspaceId }, reason);
    } else if (key !== null) await this.trash.hurry(tx, upload, key);
    return owner.id;
  }
}
