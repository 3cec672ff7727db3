import type { ListedObject } from '../../../platform/object-store/object-store.js';

/** Whose bytes are under a key. `temporary`: they may be there, until they are moved or deleted. */
export type KeyUse = 'file' | 'variant' | 'temporary';

/** Uses whose bytes must be there. */
export type NeededUse = Exclude<KeyUse, 'temporary'>;

export interface RecordedKey {
  key: string;
  use: KeyUse;
}

/** A key at which the database and the bucket agree, or do not. */
export type Compared =
  | { state: 'present'; key: string }
  | { state: 'missing'; key: string; use: NeededUse }
  | ({ state: 'unrecorded' } & ListedObject);

/**
 * Compares two lists in the byte order of their keys and holds one key of each. A key may be recorded several times. Throws
 * when a list is not in order: every later answer would be wrong.
 */
export async function* compareKeys(
  recorded: AsyncIterable<RecordedKey>,
  listed: AsyncIterable<ListedObject>,
): AsyncGenerator<Compared> {
  const records = onePerKey(inOrder(recorded, 'database'));
  const objects = inOrder(listed, 'store');
  let record = await take(records);
  let object = await take(objects);
  for (let order = orderOf(record, object); order !== null; order = orderOf(record, object)) {
    if (order > 0) yield { state: 'unrecorded', ...object! };
    else if (order === 0) yield { state: 'present', key: record!.key };
    else if (record!.use !== 'temporary') yield { state: 'missing', key: record!.key, use: record!.use };
    if (order <= 0) record = await take(records);
    if (order >= 0) object = await take(objects);
  }
}

type Keyed = { key: string };

/** Negative: the first one is next; positive: the second. `null`: both lists have ended. */
function orderOf(record?: Keyed, object?: Keyed): number | null {
  if (record && object) return byteOrder(record.key, object.key);
  if (record) return -1;
  return object ? 1 : null;
}

/** As stores sort, and PostgreSQL by COLLATE "C". JavaScript compares UTF-16, which differs outside of the first 65,536 characters. */
const byteOrder = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Of several records of a key, one that needs its bytes. */
async function* onePerKey(records: AsyncIterable<RecordedKey>): AsyncGenerator<RecordedKey> {
  let last: RecordedKey | undefined;
  for await (const record of records) {
    if (last && last.key !== record.key) yield last;
    if (last?.key !== record.key || last.use === 'temporary') last = record;
  }
  if (last) yield last;
}

async function* inOrder<T extends Keyed>(entries: AsyncIterable<T>, source: string): AsyncGenerator<T> {
  let last: string | undefined;
  for await (const entry of entries) {
    if (last !== undefined && byteOrder(last, entry.key) > 0)
      throw new Error(
        `The ${source} does not list keys in byte order: ${entry.key} after ${last}. They cannot be compared.`,
      );
    last = entry.key;
    yield entry;
  }
}

const take = async <T>(entries: AsyncGenerator<T>) => (await entries.next()).value as T | undefined;
