import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/prisma/database.js';
import type { Tenant } from '../../shared/actor.js';
import { BlobStatesRepository, type Quarantine, QuarantinesRepository } from '../blobs/index.js';
import { AuditRepository } from '../workspaces/index.js';

const MOST_COUNTED = 1_000;

/** The one transaction that makes a content unreadable. */
@Injectable()
export class QuarantineRepository {
  constructor(
    private readonly database: Database,
    private readonly states: BlobStatesRepository,
    private readonly quarantines: QuarantinesRepository,
    private readonly audit: AuditRepository,
  ) {}

  /** `null`: no file of the workspace has this content. The blob's row decides races with admission and deletion. */
  async begin(
    tenant: Tenant,
    sha256: string,
    why: { reason: string; by: string },
  ): Promise<(Quarantine & { fileCount: number }) | null> {
    const { workspaceId } = tenant;
    return this.database.tenant(tenant, async (tx) => {
      const blob = await this.states.hold(tx, { workspaceId, sha256 });
      if (!blob) return null;
      const { isNew, quarantine } = await this.quarantines.begin(tx, tenant, sha256, why);
      await this.states.close(tx, blob, quarantine.reason);
      const where = { workspaceId, blobId: blob.id, status: 'AVAILABLE' as const };
      const fileCount = await tx.upload.count({ where, take: MOST_COUNTED });
      const entry = { actor: why.by, action: 'content.quarantine', subject: sha256, detail: { reason: why.reason } };
      if (isNew) await this.audit.record(tx, tenant, entry);
      return { ...quarantine, fileCount };
    });
  }
}
