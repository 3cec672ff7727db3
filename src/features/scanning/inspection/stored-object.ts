import { heldInMemory } from '../../../platform/archives/held-in-memory.js';
import type { ObjectStore, ObjectVersion } from '../../../platform/object-store/object-store.js';
import type { Source } from './examination.js';

/** One version of an object: all reads of an inspection are of these bytes. */
export type PinnedObject = ObjectVersion;

/** Objects up to this size are read at once: one request to the store answers every look into them. */
export const WHOLE_BYTES = 256 * 1024;

/** The bytes of an object in the store: small ones in memory, others read as they are needed. */
export async function storedObject(store: ObjectStore, object: PinnedObject, signal: AbortSignal): Promise<Source> {
  const reader = store.reader(object, signal);
  if (object.size > WHOLE_BYTES) return reader;
  return { ...heldInMemory(await reader.whole()), chunks: () => reader.chunks() };
}
