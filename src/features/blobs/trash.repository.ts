import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/prisma/database.js';

export interface TrashEntry {
  key: string;
  notBefore: Date;
  multipartId?: string;
}

export interface DueTrash {
  id: bigint;
  workspaceId: string;
  key: string;
  multipartId: string | null;
}

type InWorkspace = { workspaceId: string };

/** Every deletion of bytes starts here, in the transaction that orphans them. */
@Injectable()
export class TrashRepository {
  constructor(private readonly database: Database) {}

  async add(tx: Tx, { workspaceId }: InWorkspace, entry: TrashEntry): Promise<void> {
    await tx.trash.create({ data: { workspaceId, ...entry } });
  }

  /** Takes a key back: it is owned now. `false`: it was already being deleted. */
  async takeBack(tx: Tx, { workspaceId }: InWorkspace, key: string): Promise<boolean> {
    const { count } = await tx.trash.deleteMany({ where: { workspaceId, key, multipartId: null } });
    return count > 0;
  }

  /** What was only kept in case of a crash may go at once. */
  async hurry(tx: Tx, { workspaceId }: InWorkspace, prefix: string): Promise<void> {
    await tx.$executeRaw`
      UPDATE trash SET not_before = now()
      WHERE key >= ${prefix} AND key < ${prefix} || chr(1114111) AND workspace_id = ${workspaceId} AND not_before > now()`;
  }

  async holds(tx: Tx, { workspaceId }: InWorkspace, key: string): Promise<boolean> {
    return (await tx.trash.count({ where: { workspaceId, key } })) > 0;
  }

  /**
   * Deletes one due entry's bytes by `remove` and then the entry. A key that a blob owns keeps its bytes: the entry goes.
   * A session of parts is no blob's, whatever its key.
   * A failure keeps the entry for later. `false`: nothing is due.
   */
  async collectOne(remove: (entry: DueTrash) => Promise<void>): Promise<boolean> {
    return this.database.asSystem(async (tx) => {
      const [entry] = await tx.$queryRaw<DueTrash[]>`
        SELECT id, workspace_id AS "workspaceId", key, multipart_id AS "multipartId" FROM trash
        WHERE not_before <= now() ORDER BY not_before LIMIT 1 FOR UPDATE SKIP LOCKED`;
      if (!entry) return false;
      const [owner] = await tx.$queryRaw<{ id: string }[]>`SELECT id FROM blobs WHERE key = ${entry.key} FOR UPDATE`;
      if (owner && !entry.multipartId) await tx.trash.delete({ where: { id: entry.id } });
      else await this.removeOrKeep(tx, entry, remove);
      return true;
    });
  }

  private async removeOrKeep(tx: Tx, entry: DueTrash, remove: (entry: DueTrash) => Promise<void>): Promise<void> {
    try {
      await remove(entry);
      await tx.trash.delete({ where: { id: entry.id } });
    } catch {
      await tx.$executeRaw`
        UPDATE trash SET attempts = least(attempts + 1, 1000), not_before = now() + least(power(2, least(attempts, 10)), 600) * interval '1 second'
        WHERE id = ${entry.id}`;
    }
  }
}
