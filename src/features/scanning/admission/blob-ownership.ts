import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/prisma/database.js';
import { BlobsRepository, type StoredBlob, TrashRepository } from '../../blobs/index.js';
import { QuarantinesRepository } from '../../quarantine/index.js';
import { BlobReferencesRepository, type LeasedUpload } from '../../uploads/index.js';
import { BlobGoneError, ContentQuarantinedError, LeaseLostError } from '../domain/admission.errors.js';
import { type AdmissionFacts, blobFacts } from './admission-facts.js';

/** The blob that an upload refers to after its admission: the workspace's own, or a new one made of this attempt's copy. */
@Injectable()
export class BlobOwnership {
  constructor(
    private readonly blobs: BlobsRepository,
    private readonly trash: TrashRepository,
    private readonly quarantines: QuarantinesRepository,
    private readonly references: BlobReferencesRepository,
  ) {}

  /**
   * For readable bytes. `copiedTo`: the key of this attempt's copy; `null`: the workspace's blob is to be shared.
   * Quarantined content is neither shared nor brought again after its deletion.
   */
  async own(tx: Tx, upload: LeasedUpload, facts: AdmissionFacts, copiedTo: string | null) {
    const blob = await this.blobs.upsert(tx, blobFacts(facts, upload.workspaceId, copiedTo ?? upload.key));
    await this.refuseQuarantined(tx, upload, facts.sha256, blob);
    await this.takeCopy(tx, upload, blob, copiedTo);
    const isShared = !blob.isNew && upload.skipDuplicates;
    const duplicateOfUploadId = isShared ? await this.references.first(tx, { ...upload, id: blob.id }) : null;
    return { blobId: blob.id, blobGeneration: blob.generation, duplicateOfUploadId };
  }

  /** For quarantined bytes. If the workspace stores them already, they stay readable for its other uploads. */
  async quarantine(
    tx: Tx,
    upload: LeasedUpload,
    facts: AdmissionFacts,
    { copiedTo, reason }: { copiedTo: string | null; reason: string },
  ): Promise<string> {
    const { workspaceId } = upload;
    const blob = await this.blobs.upsert(tx, blobFacts(facts, workspaceId, copiedTo ?? upload.key));
    await this.takeCopy(tx, upload, blob, copiedTo);
    if (blob.isNew) await this.blobs.quarantine(tx, { id: blob.id, workspaceId }, reason);
    return blob.id;
  }

  private async refuseQuarantined(tx: Tx, upload: LeasedUpload, sha256: string, blob: StoredBlob): Promise<void> {
    if (blob.state === 'quarantined') throw new ContentQuarantinedError(blob.quarantineReason ?? '');
    const { workspaceId } = upload;
    const reason = blob.isNew ? await this.quarantines.reasonFor(tx, { workspaceId, sha256 }) : null;
    if (reason !== null) throw new ContentQuarantinedError(reason);
  }

  /** A new blob owns the copy, unless the trash is deleting it already; a copy that is not needed is trashed now. */
  private async takeCopy(tx: Tx, upload: LeasedUpload, blob: StoredBlob, copiedTo: string | null): Promise<void> {
    if (!blob.isNew) {
      if (copiedTo !== null) await this.trash.expedite(tx, upload, copiedTo);
      return;
    }
    if (copiedTo === null) throw new BlobGoneError();
    if (!(await this.trash.reclaim(tx, upload, copiedTo))) throw new LeaseLostError();
  }
}
