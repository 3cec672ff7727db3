import { Errors } from './errors/errors.js';
import { isStorable } from './json/storable.js';

/** One page of a list: keyset only, sorted by id unless it has keys. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
  /** The name of its list, which is part of the cursors. */
  list: string;
  /** The ids of its rows, for cursors: an item may show another id, or none. */
  ids: readonly string[];
  keys?: SortKeys;
}

/** By id: what the items of a list are sorted by before their ids, in lists that are not sorted by id alone. */
export type SortKeys = ReadonlyMap<string, string>;

/** Lists go from the newest to the oldest (DESC) unless a page says otherwise. */
export type Direction = 'ASC' | 'DESC';

export interface PageRequest {
  limit: number;
  /** The id after which the page starts, from `decodeCursor`. */
  after?: string;
  /** Its sort key, in a list that has keys. */
  afterKey?: string;
  /** Default: DESC. */
  direction?: Direction;
}

/** The page that a client requests. */
export interface ListPage extends PageRequest {
  /** The name of the list: the same on every protocol, so that a cursor of one works on the other. */
  list: string;
}

/**
 * The result of a bounded search: up to `limit + 1` rows. `searchedTo` is the id at which a search stopped before the end
 * of the list, so that a page may be short, even empty, and still have a next one.
 */
export interface Found<Row> {
  rows: Row[];
  searchedTo?: string;
  /** Of the rows and of `searchedTo`. */
  keys?: SortKeys;
}

export const DEFAULT_PAGE_SIZE = 20;
export const MAX_PAGE_SIZE = 100;

/** Cursors are opaque to clients; they contain the list, the last id, and its sort key if the list has keys. */
export function encodeCursor(list: string, id: string, key?: string): string {
  return Buffer.from(key === undefined ? `${list}:${id}` : `${list}:${id}:${key}`).toString('base64url');
}

/** A list read in a direction: a cursor of one direction is refused by the other. */
export function listInDirection(list: string, direction: Direction): string {
  return direction === 'ASC' ? `${list}-oldest-first` : list;
}

/** Refuses a cursor of another list, whose position does not exist in this one. */
export function decodeCursor(
  list: string,
  cursor: string | undefined,
  field = 'cursor',
): Pick<PageRequest, 'after' | 'afterKey'> {
  if (!cursor) return {};
  const [, of, after, afterKey] =
    /^([a-z-]+):([a-z]{2,3}_[0-9a-z]{16}(?:_\d{1,9})?)(?::([^]*))?$/.exec(
      Buffer.from(cursor, 'base64url').toString(),
    ) ?? [];
  if (of !== list || !isStorable(afterKey ?? '')) throw Errors.invalidField(field, 'is not a cursor of this list');
  return { after, ...(afterKey === undefined ? {} : { afterKey }) };
}

/** Makes a page from up to `limit + 1` rows. There is a next page if the extra row exists or the search stopped early. */
export function pageOf<Row extends { id: string }, T>(
  found: Row[] | Found<Row>,
  { limit, list }: ListPage,
  view: (row: Row) => T,
): Page<T> {
  const { rows, searchedTo, keys }: Found<Row> = Array.isArray(found) ? { rows: found } : found;
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown[shown.length - 1]!.id : searchedTo;
  const nextCursor = last === undefined ? null : encodeCursor(list, last, keys?.get(last));
  return { items: shown.map(view), nextCursor, list, ids: shown.map(({ id }) => id), ...(keys ? { keys } : {}) };
}

export function mapPage<A, B>({ items, ...same }: Page<A>, map: (item: A) => B): Page<B> {
  return { ...same, items: items.map(map) };
}
