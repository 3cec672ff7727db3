import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/prisma/database.js';
import type { Tenant } from '../../shared/actor.js';

export interface Quarantine {
  workspaceId: string;
  organizationId: string;
  sha256: string;
  reason: string;
  createdBy: string;
  createdAt: Date;
  /** The key that links given out before may name; `null` before the bytes were moved. */
  leftKey: string | null;
  /** When the last of those links ended. */
  movedAt: Date | null;
  leaseToken: string | null;
  attempts: number;
}

export type Content = { workspaceId: string; sha256: string };

/** The contents that an administrator has quarantined in a workspace, whether or not a file has them now. */
@Injectable()
export class QuarantinesRepository {
  /** Why this content is quarantined; `null` when it is not. */
  async reasonFor(tx: Tx, { workspaceId, sha256 }: Content): Promise<string | null> {
    const where = { workspaceId, sha256, releasedAt: null };
    const row = await tx.quarantine.findFirst({ where, select: { reason: true } });
    return row?.reason ?? null;
  }

  /** A quarantine in force stays as it is: the first reason counts. */
  async begin(tx: Tx, { organizationId, workspaceId }: Tenant, sha256: string, why: { reason: string; by: string }) {
    const begun = await tx.$executeRaw`
      INSERT INTO quarantines AS q (workspace_id, sha256, organization_id, reason, created_by)
      VALUES (${workspaceId}, ${sha256}, ${organizationId}, ${why.reason}, ${why.by})
      ON CONFLICT (workspace_id, sha256) DO UPDATE SET reason = excluded.reason, created_by = excluded.created_by,
        created_at = now(), released_at = NULL, left_key = NULL, moved_at = NULL, due_at = now(), lease_token = NULL, attempts = 0
      WHERE q.released_at IS NOT NULL`;
    const where = { workspaceId_sha256: { workspaceId, sha256 } };
    return { isNew: begun > 0, quarantine: await tx.quarantine.findUniqueOrThrow({ where }) };
  }

  /** The content may be admitted again. Files that were quarantined with it are still moved by the worker. */
  async end(tx: Tx, { workspaceId, sha256 }: Content): Promise<void> {
    const data = { releasedAt: new Date() };
    await tx.quarantine.updateMany({ where: { workspaceId, sha256, releasedAt: null }, data });
  }

  /** Whether links that were given out before may still lead to the bytes. */
  async hasLiveLinks(tx: Tx, { workspaceId, sha256 }: Content): Promise<boolean> {
    return (await tx.quarantine.count({ where: { workspaceId, sha256, releasedAt: null, movedAt: null } })) > 0;
  }
}
