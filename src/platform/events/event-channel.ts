import type { Tx } from '../prisma/database.js';

/** Somebody who listens. */
export interface Ear {
  heard(message: string): void;
  /** The line is open, for the first time or again: what was said before this moment may have been missed. */
  opened(): void;
}

export interface Line {
  close(): Promise<void>;
}

/** What PostgreSQL takes as one notification is less than 8000 bytes. */
export const MAX_MESSAGE_BYTES = 7_900;

/** Short messages from any process to every process that listens. They are hints: one may get lost. */
export abstract class EventChannel {
  /** Says it with the transaction, or leaves it to the answer, which is to be called once that is committed. */
  abstract send(tx: Tx, messages: string[]): Promise<() => Promise<void>>;
  /** Listens until closed, and keeps trying to. */
  abstract listen(ear: Ear): Line;
}
