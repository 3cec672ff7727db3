import { type SortedKeys } from '../disk/sorted-keys.js';

interface PageRequest {
  prefix: string;
  delimiter: string;
  limit: number;
  /** The last key or common prefix of the previous page. */
  after: string;
}

export interface KeyPage {
  keys: string[];
  prefixes: string[];
  /** The `after` of the next page; `undefined` on the last one. */
  next?: string;
}

/** One page of a listing. Keys under a common prefix are skipped in one step. */
export function pageOfKeys(keys: SortedKeys, { prefix, delimiter, limit, after }: PageRequest): KeyPage {
  const page: KeyPage = { keys: [], prefixes: [] };
  if (limit === 0) return page;
  let position = Math.max(keys.positionOf(prefix), resumeAt(keys, after, { prefix, delimiter }));
  let last: string | undefined;
  for (let key = keys.at(position); key?.startsWith(prefix); key = keys.at(position)) {
    if (page.keys.length + page.prefixes.length >= limit) return { ...page, next: last };
    const group = commonPrefix(key, prefix, delimiter);
    if (group === undefined) page.keys.push(key);
    else page.prefixes.push(group);
    last = group ?? key;
    position = group === undefined ? position + 1 : keys.positionAfter(group, true);
  }
  return page;
}

/** Resumes after a key, or after all keys of a common prefix, which is always longer than the prefix. */
function resumeAt(
  keys: SortedKeys,
  after: string,
  { prefix, delimiter }: { prefix: string; delimiter: string },
): number {
  if (after === '') return 0;
  const isCommonPrefix = delimiter !== '' && after.length > prefix.length && after.endsWith(delimiter);
  return keys.positionAfter(after, isCommonPrefix);
}

function commonPrefix(key: string, prefix: string, delimiter: string): string | undefined {
  const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
  return end < 0 ? undefined : key.slice(0, end + delimiter.length);
}
