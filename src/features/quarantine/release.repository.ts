import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/prisma/database.js';
import type { Tenant } from '../../shared/actor.js';
import { BlobStatesRepository, QuarantinesRepository } from '../blobs/index.js';
import { HeldUploadsRepository, type Upload, UploadErrors } from '../uploads/index.js';
import { AuditRepository } from '../workspaces/index.js';

interface Why {
  reason: string;
  by: string;
}

/** The one transaction that gives a quarantined file back. Its bytes stay where they are: no link knew that key. */
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
      const { upload, storedStatus } = held;
      if (!upload.blob) throw UploadErrors.illegal('be released', upload.status);
      const made = storedStatus === 'REJECTED' ? await this.uploads.makeObject(tx, upload) : {};
      const wasClosed = await this.open(tx, { workspaceId: tenant.workspaceId, id: upload.blob.id });
      // Nobody had come to move it since its content was closed: opening the content is all there is to do.
      if (storedStatus === 'REJECTED') await this.uploads.readmit(tx, upload, { ...why, changes: made });
      else if (!wasClosed) throw UploadErrors.illegal('be released', storedStatus);
      const entry = { actor: why.by, action: 'upload.release', subject: id, detail: { reason: why.reason } };
      await this.audit.record(tx, tenant, entry);
      return (await this.uploads.hold(tx, tenant, id))!.upload;
    });
  }

  /** `false`: it was open. */
  private async open(tx: Tx, named: { workspaceId: string; id: string }): Promise<boolean> {
    const blob = await this.states.hold(tx, named);
    if (blob?.state !== 'quarantined') return false;
    await this.states.open(tx, blob);
    await this.quarantines.lift(tx, blob);
    return true;
  }
}
