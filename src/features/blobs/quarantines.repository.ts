import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/prisma/database.js';
import type { Tenant } from '../../shared/actor.js';

export interface Quarantine {
  workspaceId: string;
  organizationId: string;
  sha256: string;
  reason: string;
  createdBy: string;
  createdAt: Date;
  /** Where its bytes were when links to them were given out; `null` before they were moved. */
  leftKey: string | null;
  /** When the last of those links ended. */
  movedAt: Date | null;
  leaseToken: string | null;
  attempts: number;
}

type Content = { workspaceId: string; sha256: string };

/** Contents that an administrator does not want in a workspace, whether or not a file has them now. */
@Injectable()
export class QuarantinesRepository {
  constructor(private readonly database: Database) {}

  /** Why this content is not wanted; `null` when nothing is held against it. */
  async reasonAgainst(tx: Tx, { workspaceId, sha256 }: Content): Promise<string | null> {
    const row = await tx.quarantine.findFirst({
      where: { workspaceId, sha256, releasedAt: null },
      select: { reason: true },
    });
    return row?.reason ?? null;
  }

  /** One that stands already stands as it is: of two at once the first one's reason counts. */
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

  /** Nothing is held against the content any more. Files that were closed with it are still put away. */
  async lift(tx: Tx, { workspaceId, sha256 }: Content): Promise<void> {
    const data = { releasedAt: new Date() };
    await tx.quarantine.updateMany({ where: { workspaceId, sha256, releasedAt: null }, data });
  }

  /** Whether links that were given out before may still lead to its bytes. */
  async isClosing(tx: Tx, { workspaceId, sha256 }: Content): Promise<boolean> {
    return (await tx.quarantine.count({ where: { workspaceId, sha256, releasedAt: null, movedAt: null } })) > 0;
  }

  /** Takes one with something left to do, for so long; `null` when there is none. */
  async take(leaseToken: string, leaseSeconds: number): Promise<Quarantine | null> {
    const [taken] = await this.database.system.$queryRaw<Content[]>`
      UPDATE quarantines SET lease_token = ${leaseToken}, due_at = now() + make_interval(secs => ${leaseSeconds}::int),
        attempts = least(attempts + 1, 30000)
      WHERE (workspace_id, sha256) = (
        SELECT workspace_id, sha256 FROM quarantines WHERE due_at <= now() ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING workspace_id AS "workspaceId", sha256`;
    if (!taken) return null;
    return this.database.system.quarantine.findFirst({ where: { ...taken, leaseToken } });
  }

  /** A sign of life, or when to go on; `null`: nothing is left to do. Does nothing for one that was taken over. */
  async due(leaseToken: string, { workspaceId, sha256 }: Content, afterSeconds: number | null): Promise<void> {
    await this.database.system.$executeRaw`
      UPDATE quarantines SET due_at = now() + make_interval(secs => ${afterSeconds}::int)
      WHERE workspace_id = ${workspaceId} AND sha256 = ${sha256}
        AND lease_token = ${leaseToken}`;
  }

  /** Its bytes have left this key; links to it end with the trash. */
  async noteLeft(tx: Tx, { workspaceId, sha256 }: Content, leftKey: string): Promise<void> {
    await tx.quarantine.updateMany({ where: { workspaceId, sha256, releasedAt: null }, data: { leftKey } });
  }

  /** No link of before leads to bytes. Only for the worker that has the lease: it may have been begun anew. */
  async noteMoved(tx: Tx, { workspaceId, sha256, leaseToken }: Content & { leaseToken: string | null }): Promise<void> {
    const data = { movedAt: new Date() };
    await tx.quarantine.updateMany({ where: { workspaceId, sha256, leaseToken, releasedAt: null }, data });
  }

  /** As it is now; `null`: it was taken over or begun anew. */
  current(tx: Tx, { workspaceId, sha256, leaseToken }: Quarantine): Promise<Quarantine | null> {
    return tx.quarantine.findFirst({ where: { workspaceId, sha256, leaseToken } });
  }
}
