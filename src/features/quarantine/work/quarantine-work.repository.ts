import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/prisma/database.js';
import type { Content, Quarantine } from '../quarantines.repository.js';

/** What is left to do for a quarantine, under a lease: a quarantine that was begun anew has another one. */
@Injectable()
export class QuarantineWorkRepository {
  constructor(private readonly database: Database) {}

  /** Leases one that is due; `null` when none is. */
  async claim(leaseToken: string, leaseSeconds: number): Promise<Quarantine | null> {
    const [claimed] = await this.database.system.$queryRaw<Content[]>`
      UPDATE quarantines SET lease_token = ${leaseToken}, due_at = now() + make_interval(secs => ${leaseSeconds}::int),
        attempts = least(attempts + 1, 30000)
      WHERE (workspace_id, sha256) = (
        SELECT workspace_id, sha256 FROM quarantines WHERE due_at <= now() ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING workspace_id AS "workspaceId", sha256`;
    if (!claimed) return null;
    return this.database.system.quarantine.findFirst({ where: { ...claimed, leaseToken } });
  }

  async renew(quarantine: Quarantine, leaseSeconds: number): Promise<void> {
    await this.setDue(quarantine, leaseSeconds);
  }

  /** `null`: nothing is left to do. */
  async giveBack(quarantine: Quarantine, afterSeconds: number | null): Promise<void> {
    await this.setDue(quarantine, afterSeconds);
  }

  /** The row as it is now; `null`: the lease was lost. */
  current(tx: Tx, { workspaceId, sha256, leaseToken }: Quarantine): Promise<Quarantine | null> {
    return tx.quarantine.findFirst({ where: { workspaceId, sha256, leaseToken } });
  }

  /** The bytes have left this key; links to it end when the trash has deleted them there. */
  async noteLeft(tx: Tx, { workspaceId, sha256 }: Content, leftKey: string): Promise<void> {
    await tx.quarantine.updateMany({ where: { workspaceId, sha256, releasedAt: null }, data: { leftKey } });
  }

  /** Links given out before the quarantine lead nowhere. */
  async noteMoved(tx: Tx, { workspaceId, sha256, leaseToken }: Content & { leaseToken: string | null }): Promise<void> {
    const data = { movedAt: new Date() };
    await tx.quarantine.updateMany({ where: { workspaceId, sha256, leaseToken, releasedAt: null }, data });
  }

  private async setDue({ workspaceId, sha256, leaseToken }: Quarantine, afterSeconds: number | null): Promise<void> {
    await this.database.system.$executeRaw`
      UPDATE quarantines SET due_at = now() + make_interval(secs => ${afterSeconds}::int)
      WHERE workspace_id = ${workspaceId} AND sha256 = ${sha256} AND lease_token = ${leaseToken}`;
  }
}
