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

/** Stands for every session of parts at a key: which ones a dead attempt left there is known to the store alone. */
export const ANY_SESSION = '*';

/** Longest life of a lease (SCAN_LEASE_SECONDS), for what must outlive an attempt whatever is configured. */
const LONGEST_LEASE_SECONDS = 3600;

/** Keys that one attempt at copying an object may write. */
export interface AttemptKeys extends InWorkspace {
  keys: string[];
  /** The most that may be copied. */
  bytes: number;
  /** Copies above this size are made in parts. */
  partsAbove: number;
  /** How long the attempt may go on without a sign of life. */
  leaseSeconds: number;
}

/** Bytes that a blob owned. */
interface OwnedBytes extends InWorkspace {
  key: string;
  size: number;
  keySince: Date;
}

/** Bytes under a key that clients have URLs for. */
interface StagedBytes extends InWorkspace {
  key: string;
  bytes: number;
  /** Whether they were sent in parts. */
  inParts: boolean;
  /** Until when a URL may bring more. */
  writableUntil: Date;
}

/** Every deletion of bytes starts here, in the transaction that orphans them. */
@Injectable()
export class TrashRepository {
  constructor(private readonly database: Database) {}

  async add(tx: Tx, { workspaceId }: InWorkspace, entry: TrashEntry): Promise<void> {
    await tx.trash.create({ data: { workspaceId, ...entry } });
  }

  /** Before the first copy, as a sign of life, and when an attempt is given up: its keys are trash at its last moment. */
  async addAttempt(tx: Tx, { workspaceId, keys, bytes, partsAbove, leaseSeconds }: AttemptKeys): Promise<void> {
    await tx.$executeRaw`
      SELECT trash_after_attempt(${workspaceId}, ${keys}::text[], ${bytes}::bigint, ${partsAbove}::bigint, ${leaseSeconds}::int)`;
  }

  /** Goes now; a young key goes again once the copy that made it cannot be repeated by a delayed request. */
  async addOwned(tx: Tx, { workspaceId, key, size, keySince }: OwnedBytes): Promise<void> {
    await tx.$executeRaw`
      INSERT INTO trash (workspace_id, key, not_before)
      SELECT ${workspaceId}, ${key}, t.at
      FROM unnest(ARRAY[now(), ${keySince}::timestamptz + store_call_outlives(${size}::bigint)]) AS t(at) WHERE t.at >= now()`;
  }

  /** Goes now with its sessions, and again once neither a URL nor an attempt can bring more. */
  async addStaged(tx: Tx, { workspaceId, key, bytes, inParts, writableUntil }: StagedBytes): Promise<void> {
    const kinds = inParts ? [null, ANY_SESSION] : [null];
    await tx.$executeRaw`
      INSERT INTO trash (workspace_id, key, multipart_id, not_before)
      SELECT ${workspaceId}, ${key}, k.kind, t.at FROM unnest(${kinds}::text[]) AS k(kind)
      CROSS JOIN unnest(ARRAY[now(), greatest(${writableUntil}::timestamptz, CASE WHEN ${inParts}
        THEN now() + make_interval(secs => ${LONGEST_LEASE_SECONDS}::int) + store_call_outlives(${bytes}::bigint) END)]) AS t(at)`;
  }

  /** Takes a key back: it is owned now. `false`: it was already being deleted. */
  async reclaim(tx: Tx, { workspaceId }: InWorkspace, key: string): Promise<boolean> {
    const { count } = await tx.trash.deleteMany({ where: { workspaceId, key, multipartId: null } });
    return count > 0;
  }

  /** What was kept for an attempt goes now. Its row for the last moment stays: a copy under way may land after this one. */
  async expedite(tx: Tx, { workspaceId }: InWorkspace, prefix: string): Promise<void> {
    await tx.$executeRaw`
      INSERT INTO trash (workspace_id, key, multipart_id, not_before)
      SELECT DISTINCT workspace_id, key, multipart_id, now() FROM trash
      WHERE key >= ${prefix} AND key < ${prefix} || chr(1114111) AND workspace_id = ${workspaceId} AND not_before > now()`;
  }

  /** Whether bytes are still to be deleted under a key. A row that waits for a last moment does not count. */
  async isPending(tx: Tx, { workspaceId }: InWorkspace, key: string): Promise<boolean> {
    const [row] = await tx.$queryRaw<{ waits: boolean }[]>`
      SELECT EXISTS (SELECT FROM trash WHERE key = ${key} AND workspace_id = ${workspaceId}
        AND multipart_id IS NULL AND (not_before <= now() OR attempts > 0)) AS waits`;
    return row!.waits;
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
      await this.postpone(tx, [...failed]);
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

  private async postpone(tx: Tx, ids: bigint[]): Promise<void> {
    if (ids.length === 0) return;
    await tx.$executeRaw`
      UPDATE trash SET attempts = least(attempts + 1, 1000), not_before = now() + least(power(2, least(attempts, 10)), 600) * interval '1 second'
      WHERE id = ANY(${ids})`;
  }
}
