import { AsyncLocalStorage } from 'node:async_hooks';
import type { Tx } from '../prisma/database.js';

/** What a request made: as much of it as its answer can be built from again. JSON, encrypted at rest. */
export interface MadeRecord {
  id: string;
  /** A secret that is shown once. */
  secret?: string;
}

/** The row of an Idempotency-Key while one request holds it. */
export interface HeldKey {
  workspaceId: string;
  caller: string;
  route: string;
  key: string;
  /** Identifies the request that holds it. */
  holder: string;
  /** Encrypts what was made, for the row. */
  seal(made: object): Buffer;
}

/** The argument of the SQL function note_made. */
export type KeyNote = Omit<HeldKey, 'seal'> & { made: string };

const current = new AsyncLocalStorage<HeldKey>();

/** Runs a request under the key it holds: what it makes is noted in the row of the key, in the same transaction. */
export function underKey<T>(held: HeldKey, work: () => Promise<T>): Promise<T> {
  return current.run(held, work);
}

/** For statements that note it themselves; `undefined` when the request has no key. */
export function keyNote(made: object): KeyNote | undefined {
  const held = current.getStore();
  if (!held) return undefined;
  const { seal, ...row } = held;
  return { ...row, made: seal(made).toString('base64') };
}

/**
 * Notes what a transaction makes in the row of the request's key. Both are committed or neither; a request that has
 * lost its key makes nothing (SQLSTATE AL003).
 */
export async function noteMade(tx: Tx, made: object): Promise<void> {
  const note = keyNote(made);
  if (note) await tx.$executeRaw`SELECT note_made(${JSON.stringify(note)}::jsonb)`;
}

/** Removes the note in the transaction that undoes what was made. `false`: a retry was answered with it already. */
export async function takeNoteBack(tx: Tx): Promise<boolean> {
  const held = current.getStore();
  if (!held) return true;
  const { workspaceId, caller, route, key, holder } = held;
  const { count } = await tx.idempotencyRecord.updateMany({
    where: { workspaceId, caller, route, key, holder },
    data: { made: null },
  });
  return count === 1;
}
