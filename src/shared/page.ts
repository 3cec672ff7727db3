import { Errors } from './errors/errors.js';

/** One page of a list: keyset only, newest first. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
  /** The name of the list it is of; cursors carry it. */
  list: string;
}

export interface PageRequest {
  limit: number;
  /** The id after which the page starts, from `decodeCursor`. */
  after?: string;
}

/** A page that a client asks for. */
export interface ListPage extends PageRequest {
  /** The name of the list: the same on every protocol, so that a cursor of one leads on in the other. */
  list: string;
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

/** Cursors are opaque to clients; inside is the list, and the last id seen. */
export function encodeCursor(list: string, id: string): string {
  return Buffer.from(`${list}:${id}`).toString('base64url');
}

/** A cursor of another list would start at a place that this one does not have. */
export function decodeCursor(list: string, cursor: string | undefined, field = 'cursor'): string | undefined {
  if (!cursor) return undefined;
  const [, of, id] = /^([a-z-]+):([a-z]{2,3}_[0-9a-z]{16})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (of !== list) throw Errors.invalidField(field, 'is not a cursor of this list');
  return id;
}

/** Cuts a page from `limit + 1` rows: the extra row says that there is more, and so does a search that did not end. */
export function pageOf<Row extends { id: string }, T>(
  found: Row[] | Found<Row>,
  { limit, list }: ListPage,
  view: (row: Row) => T,
): Page<T> {
  const { rows, searchedTo }: Found<Row> = Array.isArray(found) ? { rows: found } : found;
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown[shown.length - 1]!.id : searchedTo;
  return { items: shown.map(view), nextCursor: last === undefined ? null : encodeCursor(list, last), list };
}

export function mapPage<A, B>({ items, ...same }: Page<A>, map: (item: A) => B): Page<B> {
  return { ...same, items: items.map(map) };
}
