import { createHash } from 'node:crypto';
import { parseMoment } from '../../../shared/calendar.js';
import { type BucketSchema, propertyOf } from './bucket-schema.js';

/**
 * The unique key of an object as 64 hex digits, equal for equal values of the key's fields however they are written.
 * `null`: the schema has no key, or a field of it has no value, and nothing is compared. The fields' names are part of
 * it: a key over other fields never meets an older one.
 */
export function uniqueKeyHash(schema: BucketSchema | null, metadata: Record<string, unknown>): string | null {
  if (!schema?.unique_key) return null;
  const fields = [...schema.unique_key.fields].sort();
  const values = fields.map((name) => (Object.hasOwn(metadata, name) ? metadata[name] : null));
  if (values.some((value) => value === null || value === undefined)) return null;
  const pairs = fields.map((name, i) => [name, comparable(propertyOf(schema, name)?.type, values[i])]);
  return createHash('sha256').update(JSON.stringify(pairs)).digest('hex');
}

/** One moment has many spellings, and so has one object: the order of its members. */
function comparable(type: string | undefined, value: unknown): unknown {
  const moment = type === 'DATETIME' && typeof value === 'string' ? parseMoment(value) : undefined;
  // What is no time is refused by the schema; where an older schema let it in, it is compared as it is.
  return moment?.toISOString() ?? sorted(value);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 0 : value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return { members: members.map(([name, inner]) => [name, sorted(inner)]) };
}
