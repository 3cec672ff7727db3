import { ArchiveError, SourceReadError } from '../archives/archive-error.js';
import { BlockReader } from '../archives/block-reader.js';
import { heldInMemory } from '../archives/held-in-memory.js';
import type { RandomAccess } from '../malware-scanner/malware-scanner.js';
import { OLE_STORAGE, oleType } from './ole-type.js';
import type { DetectedType } from './type-detector.js';
import { zipType } from './zip-type.js';

type Kind = Pick<DetectedType, 'mimeType' | 'macroEnabled'>;

interface Container {
  magics: Buffer[];
  /** The type of a damaged one. */
  fallback: string;
  read(reader: BlockReader): Promise<Kind>;
}

const magics = (...hex: string[]) => hex.map((text) => Buffer.from(text, 'hex'));

/** Distinguished by their directories: their first bytes are the same. */
const containers: Container[] = [
  { magics: magics('504b0304', '504b0506'), fallback: 'application/zip', read: zipType },
  {
    magics: magics('d0cf11e0a1b11ae1'),
    fallback: OLE_STORAGE,
    read: async (reader) => ({ mimeType: await oleType(reader), macroEnabled: false }),
  },
];

/** The type of a zip or a compound file by what is in it; nothing for any other file. */
export async function containerType(head: Buffer, object: RandomAccess): Promise<Kind | undefined> {
  const container = containers.find((one) => one.magics.some((magic) => head.subarray(0, magic.length).equals(magic)));
  if (!container) return undefined;
  // A small object is its own head: no need to read it again. Deadlines are set by the caller that opened the object.
  const bytes = head.length === object.size ? heldInMemory(head) : object;
  try {
    return await container.read(new BlockReader(bytes, new AbortController().signal));
  } catch (error) {
    if (error instanceof SourceReadError) throw error.cause;
    if (error instanceof ArchiveError || error instanceof RangeError)
      return { mimeType: container.fallback, macroEnabled: false };
    throw error;
  }
}
