import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/prisma/database.js';

export interface DueTrash {
  id: bigint;
  workspaceId: string;
  key: string;
  multipartId: string | null;
}

type InWorkspace = { workspaceId: string };

/** Names every multipart session at a key: only the store knows which ones a dead attempt left there. */
export const ANY_SESSION = '*';

/** Keys that one attempt at copying an object may write. */
export interface AttemptKeys extends InWorkspace {
  keys: string[];
  /** The most that may be copied. */
  bytes: number;
  /** Copies above this size are made in parts. */
  partsAbove: number;
  /** How long the attempt may go on without renewing its lease. */
  leaseSeconds: number;
}

/** Bytes that a blob owned. */
interface OwnedBytes extends InWorkspace {
  key: string;
  size: number;
  keySince: Date;
}

/** Every deletion of bytes starts with a row here, written in the transaction that orphans them. */
@Injectable()
export class TrashRepository {
  constructor(private readonly database: Database) {}

  /** A multipart session to be aborted now, once. */
  async addSession(
    tx: Tx,
    { workspaceId }: InWorkspace,
    { key, multipartId }: { key: string; multipartId: string },
  ): Promise<void> {
    const session = { workspaceId, key, multipartId };
    if ((await tx.trash.count({ where: session })) > 0) return;
    await tx.trash.create({ data: { ...session, notBefore: new Date() } });
  }

  /**
   * The keys of an attempt, due after the last moment at which it can write them. Written before the first copy, moved
   * with each renewal of the lease, and written again when the attempt is abandoned.
   */
  async addAttempt(tx: Tx, { workspaceId, keys, bytes, partsAbove, leaseSeconds }: AttemptKeys): Promise<void> {
    await tx.$executeRaw`
      SELECT trash_after_attempt(${workspaceId}, ${keys}::text[], ${bytes}::bigint, ${partsAbove}::bigint, ${leaseSeconds}::int)`;
  }

  /** Bytes of a deleted or relocated blob: due now, and a young key once more when no delayed copy can bring it back. */
  async addOwned(tx: Tx, { workspaceId, key, size, keySince }: OwnedBytes): Promise<void> {
    await tx.$executeRaw`SELECT trash_owned(${workspaceId}, ${key}, ${size}::bigint, ${keySince}::timestamptz)`;
  }

  /** Removes a key that has an owner now. `false`: it was already being deleted. */
  async reclaim(tx: Tx, { workspaceId }: InWorkspace, key: string): Promise<boolean> {
    const [row] = await tx.$queryRaw<{ reclaimed: boolean }[]>`
      SELECT reclaim_trash(${workspaceId}, ${key}) AS reclaimed`;
    return row!.reclaimed;
  }

  /** Keys of an attempt are due now as well. Their rows for its last moment stay: a copy under way may still arrive. */
  async expedite(tx: Tx, { workspaceId }: InWorkspace, prefix: string): Promise<void> {
    await tx.$executeRaw`SELECT expedite_trash(${workspaceId}, ${prefix})`;
  }

  /** Whether the bytes under a key are still to be deleted. Rows for the last moment of an attempt do not count. */
  async isPending(tx: Tx, { workspaceId }: InWorkspace, key: string): Promise<boolean> {
    const [row] = await tx.$queryRaw<{ isPending: boolean }[]>`
      SELECT EXISTS (SELECT FROM trash WHERE key = ${key} AND workspace_id = ${workspaceId}
        AND multipart_id IS NULL AND (not_before <= now() OR attempts > 0)) AS "isPending"`;
    return row!.isPending;
  }

  /**
   * Locks a batch of due rows, deletes their bytes by `remove`, which returns the ids that failed, and then the rows. A key
   * that a blob owns keeps its bytes and loses its row; a session of parts is never owned. Rows that failed are retried
   * with growing pauses. `false`: nothing more can be done now.
   */
  async collect(limit: number, remove: (entries: DueTrash[]) => Promise<ReadonlySet<bigint>>): Promise<boolean> {
    return this.database.asSystem(async (tx) => {
      const due = await tx.$queryRaw<DueTrash[]>`
        SELECT id, workspace_id AS "workspaceId", key, multipart_id AS "multipartId" FROM trash
        WHERE not_before <= now() ORDER BY not_before LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
      if (due.length === 0) return false;
      const owned = await this.ownedAmong(tx, due);
      const free = due.filter(({ key, multipartId }) => multipartId !== null || !owned.has(key));
      const kept = due.filter((entry) => !free.includes(entry));
      const failed = free.length ? await remove(free) : new Set<bigint>();
      const done = [...free.filter(({ id }) => !failed.has(id)), ...kept.filter(({ key }) => owned.get(key))];
      await tx.$executeRaw`DELETE FROM trash WHERE id = ANY(${done.map(({ id }) => id)})`;
      await this.postpone(tx, [...failed]);
      return due.length === limit && done.length > 0;
    });
  }

  /**
   * The keys that blobs own, and whether the blob's row could be locked: one that another transaction is changing is left
   * for later. Never waits for a blob: its transaction may be waiting for a row of this batch.
   */
  private async ownedAmong(tx: Tx, entries: DueTrash[]): Promise<Map<string, boolean>> {
    const keys = entries.map(({ key }) => key);
    const locked = await tx.$queryRaw<{ key: string }[]>`
      SELECT key FROM blobs WHERE key = ANY(${keys}) FOR UPDATE SKIP LOCKED`;
    const all = await tx.$queryRaw<{ key: string }[]>`SELECT key FROM blobs WHERE key = ANY(${keys})`;
    const lockedKeys = new Set(locked.map(({ key }) => key));
    return new Map(all.map(({ key }) => [key, lockedKeys.has(key)]));
  }

  private async postpone(tx: Tx, ids: bigint[]): Promise<void> {
    if (ids.length === 0) return;
    await tx.$executeRaw`
      UPDATE trash SET attempts = least(attempts + 1, 1000), not_before = now() + least(power(2, least(attempts, 10)), 600) * interval '1 second'
      WHERE id = ANY(${ids})`;
  }
}
