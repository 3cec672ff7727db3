import { AsyncLocalStorage } from 'node:async_hooks';
import type { Tx } from '../prisma/database.js';

/** What a request made: as much of it as its answer can be built from again. JSON, encrypted at rest. */
export interface MadeRecord {
  id: string;
  /** A secret that is shown once. */
  secret?: string;
}

/** The row of an Idempotency-Key while one request has its lease. */
export interface LeasedKey {
  workspaceId: string;
  caller: string;
  route: string;
  key: string;
  /** Of the request that has the lease. */
  leaseToken: string;
  /** Encrypts what was made, for the row. */
  seal(made: object): Buffer;
}

/** The argument of the SQL function note_made. */
export type KeyNote = Omit<LeasedKey, 'seal'> & { made: string };

const current = new AsyncLocalStorage<LeasedKey>();

/** Runs a request under the key it has leased: what it makes is noted in the row of the key, in the same transaction. */
export function underKey<T>(leased: LeasedKey, work: () => Promise<T>): Promise<T> {
  return current.run(leased, work);
}

/** For statements that note it themselves; `undefined` when the request has no key. */
export function keyNote(made: object): KeyNote | undefined {
  const leased = current.getStore();
  if (!leased) return undefined;
  const { seal, ...row } = leased;
  return { ...row, made: seal(made).toString('base64') };
}

/**
 * Notes what a transaction makes in the row of the request's key. Both are committed or neither; a request that has
 * lost its lease makes nothing (SQLSTATE AL003).
 */
export async function noteMade(tx: Tx, made: object): Promise<void> {
  const note = keyNote(made);
  if (note) await tx.$executeRaw`SELECT note_made(${JSON.stringify(note)}::jsonb)`;
}

/** Removes the note in the transaction that undoes what was made. `false`: a retry was answered with it already. */
export async function takeNoteBack(tx: Tx): Promise<boolean> {
  const leased = current.getStore();
  if (!leased) return true;
  const { workspaceId, caller, route, key, leaseToken } = leased;
  const { count } = await tx.idempotencyRecord.updateMany({
    where: { workspaceId, caller, route, key, leaseToken },
    data: { made: null },
  });
  return count === 1;
}
