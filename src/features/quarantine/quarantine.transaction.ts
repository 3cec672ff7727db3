import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/prisma/database.js';
import type { Tenant } from '../../shared/actor.js';
import { type Acting, AuditTrail } from '../audit/index.js';
import { BlobsRepository } from '../blobs/index.js';
import { BlobReferencesRepository } from '../uploads/index.js';
import { type Quarantine, QuarantinesRepository } from './quarantines.repository.js';

const MAX_COUNTED = 1_000;

export interface BegunQuarantine extends Quarantine {
  /** How many files it made unreadable, as far as they were counted. */
  fileCount: number;
}

/** The one transaction that makes all files with a content unreadable. */
@Injectable()
export class QuarantineTransaction {
  constructor(
    private readonly database: Database,
    private readonly blobs: BlobsRepository,
    private readonly references: BlobReferencesRepository,
    private readonly quarantines: QuarantinesRepository,
    private readonly audit: AuditTrail,
  ) {}

  /** `null`: no file of the workspace has this content. The blob's lock decides races with admission and deletion. */
  async begin(
    acting: Tenant & Acting,
    sha256: string,
    why: { reason: string; by: string },
  ): Promise<BegunQuarantine | null> {
    const { workspaceId } = acting;
    return this.database.tenant(acting, async (tx) => {
      const blob = await this.blobs.lock(tx, { workspaceId, sha256 });
      if (!blob) return null;
      const { isNew, quarantine } = await this.quarantines.begin(tx, acting, sha256, why);
      await this.blobs.quarantine(tx, blob, quarantine.reason);
      const fileCount = await this.references.countAvailable(tx, blob, MAX_COUNTED);
      const act = {
        action: 'content.quarantine',
        target: sha256,
        workspaceId,
        detail: { reason: why.reason },
      } as const;
      if (isNew) await this.audit.record(tx, acting, act);
      return { ...quarantine, fileCount };
    });
  }
}
