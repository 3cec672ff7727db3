import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/prisma/database.js';
import type { Tenant } from '../../../shared/actor.js';
import type { UploadStatus } from '../domain/upload-states.js';
import type { Upload } from '../domain/upload.js';
import { UploadsRepository } from './uploads.repository.js';

/** An upload whose row is locked, with what the row itself says. */
export interface LockedUpload {
  upload: Upload;
  /** `upload.status` is REJECTED from the moment its content is quarantined; the row follows later. */
  storedStatus: UploadStatus;
  /** The generation of its blob in which it was admitted. */
  blobGeneration: number;
}

/** Locks uploads for transactions that also change their blobs. Lock order: upload, objects, blob, usage. */
@Injectable()
export class LockedUploadsRepository {
  constructor(private readonly uploads: UploadsRepository) {}

  async lock(tx: Tx, tenant: Pick<Tenant, 'workspaceId'>, id: string): Promise<LockedUpload | null> {
    const [row] = await tx.$queryRaw<{ status: UploadStatus; blobGeneration: number }[]>`
      SELECT status, blob_generation AS "blobGeneration" FROM uploads
      WHERE id = ${id} AND workspace_id = ${tenant.workspaceId} FOR UPDATE`;
    const upload = row && (await this.uploads.findIn(tx, tenant, id));
    return upload ? { upload, storedStatus: row.status, blobGeneration: row.blobGeneration } : null;
  }

  /** A locked upload gets the document that is made of it. */
  async setDocument(tx: Tx, { id, workspaceId }: Upload, documentId: string): Promise<void> {
    await tx.upload.updateMany({ where: { id, workspaceId }, data: { documentId } });
  }

  /** An AVAILABLE upload reads its blob again after a release, without a move of its own. */
  async setBlobGeneration(tx: Tx, { id, workspaceId }: Upload, blobGeneration: number): Promise<void> {
    await tx.upload.updateMany({ where: { id, workspaceId, status: 'AVAILABLE' }, data: { blobGeneration } });
  }
}
