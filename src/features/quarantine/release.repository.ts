import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/prisma/database.js';
import type { Tenant } from '../../shared/actor.js';
import { BlobStatesRepository, QuarantinesRepository } from '../blobs/index.js';
import { HeldUploadsRepository, type Upload, UploadErrors } from '../uploads/index.js';
import { AuditRepository } from '../workspaces/index.js';

interface Why {
  reason: string;
  by: string;
}

/** Links that were given out before may still lead to the bytes: they cannot be opened yet. */
export class StillClosingError extends Error {}

/**
 * The one transaction that gives a quarantined file back, and that file alone. Its bytes stay where they are: no link of
 * before knew that key.
 */
@Injectable()
export class ReleaseRepository {
  constructor(
    private readonly database: Database,
    private readonly uploads: HeldUploadsRepository,
    private readonly states: BlobStatesRepository,
    private readonly quarantines: QuarantinesRepository,
    private readonly audit: AuditRepository,
  ) {}

  async release(tenant: Tenant, id: string, why: Why): Promise<Upload> {
    return this.database.tenant(tenant, async (tx) => {
      const held = await this.uploads.hold(tx, tenant, id);
      if (!held) throw UploadErrors.notFound();
      const { upload, storedStatus, blobGeneration } = held;
      if (!upload.blob) throw UploadErrors.illegal('be released', upload.status);
      const made = storedStatus === 'REJECTED' ? await this.uploads.makeObject(tx, upload) : {};
      const blob = (await this.states.hold(tx, { workspaceId: tenant.workspaceId, id: upload.blob.id }))!;
      const { generation } = blob;
      const isReadable = storedStatus === 'AVAILABLE' && blobGeneration === generation;
      if (isReadable) throw UploadErrors.illegal('be released', storedStatus);
      if (await this.quarantines.isClosing(tx, blob)) throw new StillClosingError();
      await this.states.open(tx, blob);
      await this.quarantines.lift(tx, blob);
      if (storedStatus === 'AVAILABLE') await this.uploads.reopen(tx, upload, generation);
      else await this.uploads.readmit(tx, upload, { ...why, changes: { ...made, blobGeneration: generation } });
      const entry = { actor: why.by, action: 'upload.release', subject: id, detail: { reason: why.reason } };
      await this.audit.record(tx, tenant, entry);
      return (await this.uploads.hold(tx, tenant, id))!.upload;
    });
  }
}
