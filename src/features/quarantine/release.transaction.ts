import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/prisma/database.js';
import type { Tenant } from '../../shared/actor.js';
import { type Acting, AuditTrail } from '../audit/index.js';
import { BlobsRepository } from '../blobs/index.js';
import { LockedUploadsRepository, type Upload, UploadErrors } from '../uploads/index.js';
import { FileQuarantine } from './file-quarantine.js';
import { QuarantinesRepository } from './quarantines.repository.js';

/** Links given out before the quarantine may still lead to the bytes: no file with them can be released yet. */
export class LiveLinksError extends Error {}

/**
 * The one transaction that releases a quarantined file, and that file alone. Its bytes stay where they are: no link from
 * before names that key.
 */
@Injectable()
export class ReleaseTransaction {
  constructor(
    private readonly database: Database,
    private readonly uploads: LockedUploadsRepository,
    private readonly files: FileQuarantine,
    private readonly blobs: BlobsRepository,
    private readonly quarantines: QuarantinesRepository,
    private readonly audit: AuditTrail,
  ) {}

  async release(acting: Tenant & Acting, id: string, why: { reason: string; by: string }): Promise<Upload> {
    const { workspaceId } = acting;
    return this.database.tenant(acting, async (tx) => {
      const locked = await this.uploads.lock(tx, acting, id);
      if (!locked) throw UploadErrors.notFound();
      const { upload, storedStatus, blobGeneration } = locked;
      if (!upload.blob) throw UploadErrors.illegal('be released', upload.status);
      const attached = storedStatus === 'REJECTED' ? await this.files.attachObject(tx, upload) : {};
      const blob = (await this.blobs.lock(tx, { workspaceId, id: upload.blob.id }))!;
      const { generation } = blob;
      const isReadable = storedStatus === 'AVAILABLE' && blobGeneration === generation;
      if (isReadable) throw UploadErrors.illegal('be released', storedStatus);
      if (await this.quarantines.hasLiveLinks(tx, blob)) throw new LiveLinksError();
      await this.blobs.release(tx, blob);
      await this.quarantines.end(tx, blob);
      if (storedStatus === 'AVAILABLE') await this.uploads.setBlobGeneration(tx, upload, generation);
      else
        await this.files.release(tx, upload, {
          ...why,
          changes: { ...attached, blobGeneration: generation },
        });
      await this.audit.record(tx, acting, {
        action: 'upload.release',
        target: id,
        workspaceId,
        detail: { reason: why.reason },
      });
      return (await this.uploads.lock(tx, acting, id))!.upload;
    });
  }
}
