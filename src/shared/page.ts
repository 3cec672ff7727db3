import { Errors } from './errors/errors.js';

/** One page of a list: keyset only, newest first. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export interface PageRequest {
  limit: number;
  /** The id after which the page starts, from `decodeCursor`. */
  after?: string;
}

/**
 * What a bounded search found: `limit + 1` rows where there are as many. A search that stopped before the end of the list
 * says at which id, so that a page may be short, even empty, and still have a next one.
 */
export interface Found<Row> {
  rows: Row[];
  searchedTo?: string;
}

export const DEFAULT_PAGE_SIZE = 20;
export const MAX_PAGE_SIZE = 100;

/** Cursors are opaque to clients; inside is the last id seen. */
export function encodeCursor(id: string): string {
  return Buffer.from(id).toString('base64url');
}

export function decodeCursor(cursor: string | undefined, field = 'cursor'): string | undefined {
  if (!cursor) return undefined;
  const id = Buffer.from(cursor, 'base64url').toString();
  if (!/^[a-z]{2,3}_[0-9a-z]{16}$/.test(id)) throw Errors.invalidField(field, 'is not a cursor of this list');
  return id;
}

/** Cuts a page from `limit + 1` rows: the extra row says that there is more, and so does a search that did not end. */
export function pageOf<Row extends { id: string }, T>(
  found: Row[] | Found<Row>,
  limit: number,
  view: (row: Row) => T,
): Page<T> {
  const { rows, searchedTo }: Found<Row> = Array.isArray(found) ? { rows: found } : found;
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown[shown.length - 1]!.id : searchedTo;
  return { items: shown.map(view), nextCursor: last === undefined ? null : encodeCursor(last) };
}

export function mapPage<A, B>({ items, nextCursor }: Page<A>, map: (item: A) => B): Page<B> {
  return { items: items.map(map), nextCursor };
}
