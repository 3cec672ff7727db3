import pMap from 'p-map';
import type { ObjectCalls } from './object-calls.js';

const CONCURRENCY = 8;

/** Deletes keys in one request, or one by one where the store does not support it. Returns the error of each failed key. */
export async function deleteMany(objects: ObjectCalls, keys: readonly string[]): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map();
  const failed = await objects.deleteMany(keys);
  if (!failed) return oneByOne(objects, keys);
  return new Map(failed.filter(({ code }) => code !== 'NoSuchKey').map(({ key, code }) => [key, code]));
}

async function oneByOne(objects: ObjectCalls, keys: readonly string[]) {
  const failed = new Map<string, string>();
  const attempt = (key: string) =>
    objects.delete(key).catch((error: unknown) => void failed.set(key, (error as Error).message));
  await pMap(keys, attempt, { concurrency: CONCURRENCY });
  return failed;
}
