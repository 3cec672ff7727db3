import type { Given } from '../cases.js';
import type { OwnForm } from '../compare.js';
import type { Twin } from '../operations.js';
import type { Side } from '../side.js';

export type Stage = (side: Side) => Given | Promise<Given>;

/** An operation of REST that GraphQL has too. */
export interface Row {
  /** A whole request: every field that may be sent, where that makes sense. */
  good: Stage;
  /** Where the names do not say it. */
  twin?: Twin;
  /** Where the answer of REST has another form than the noun of GraphQL. */
  form?: OwnForm;
  /** Who sends it; default: a key of the organization. */
  by?: 'root' | 'owner';
  /** Requests that are wrong, or right, for what is there: states, duplicates, limits. */
  cases?: Record<string, Stage>;
  /** Whether it takes room of the organization: of its quota, and of its uploads that may be pending. */
  takesRoom?: true;
  /** Cases by the beginning of their names that both protocols cannot answer alike, with the reason. */
  unlike?: Record<string, string>;
}

/** A field below a lookup. */
export const below = (name: string, at: string): Twin => ({ root: 'Query', name, at });

/** Links have no refusal in GraphQL. */
export const byItsStatus =
  'GraphQL answers null, without an error, while there is no file to read: its status says why';
