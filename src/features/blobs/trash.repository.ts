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
   * Takes a batch of due entries, deletes their bytes by `remove`, which answers the ids that failed, and then the entries.
   * A key that a blob owns keeps its bytes: the entry goes. A session of parts is no blob's, whatever its key. What failed
   * stays for later, the longer the more often it did. `false`: nothing more can be done now.
   */
  async collect(limit: number, remove: (entries: DueTrash[]) => Promise<ReadonlySet<bigint>>): Promise<boolean> {
    return this.database.asSystem(async (tx) => {
      const due = await tx.$queryRaw<DueTrash[]>`
        SELECT id, workspace_id AS "workspaceId", key, multipart_id AS "multipartId" FROM trash
        WHERE not_before <= now() ORDER BY not_before LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
      if (due.length === 0) return false;
      const owners = await this.ownersOf(tx, due);
      const free = due.filter(({ key, multipartId }) => multipartId !== null || !owners.has(key));
      const kept = due.filter((entry) => !free.includes(entry));
      const failed = free.length ? await remove(free) : new Set<bigint>();
      const done = [...free.filter(({ id }) => !failed.has(id)), ...kept.filter(({ key }) => owners.get(key))];
      await tx.trash.deleteMany({ where: { id: { in: done.map(({ id }) => id) } } });
      await this.putOff(tx, [...failed]);
      return due.length === limit && done.length > 0;
    });
  }

  /**
   * Which keys blobs own, and whether the blob's row is held now: `false` is one that somebody else is changing, left alone
   * this time. Never waits for a blob: who holds one may be waiting for an entry of this batch.
   */
  private async ownersOf(tx: Tx, entries: DueTrash[]): Promise<Map<string, boolean>> {
    const keys = entries.map(({ key }) => key);
    const held = await tx.$queryRaw<{ key: string }[]>`
      SELECT key FROM blobs WHERE key = ANY(${keys}) FOR UPDATE SKIP LOCKED`;
    const all = await tx.$queryRaw<{ key: string }[]>`SELECT key FROM blobs WHERE key = ANY(${keys})`;
    const mine = new Set(held.map(({ key }) => key));
    return new Map(all.map(({ key }) => [key, mine.has(key)]));
  }

  private async putOff(tx: Tx, ids: bigint[]): Promise<void> {
    if (ids.length === 0) return;
    await tx.$executeRaw`
      UPDATE trash SET attempts = least(attempts + 1, 1000), not_before = now() + least(power(2, least(attempts, 10)), 600) * interval '1 second'
      WHERE id = ANY(${ids})`;
  }
}
