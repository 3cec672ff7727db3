import { ExtractionError } from '../extraction-error.js';

const ENTRY_BYTES = 128;
const STREAM = 2;
/** Shorter streams lie in the root's stream of small ones. */
const MINI_BYTES = 4_096;

export interface CompoundStream {
  /** Its first sector. */
  start: number;
  size: number;
  isMini: boolean;
}

/** The root of a compound file and its streams by their names in lower case, without those of embedded files. */
export function directoryEntries(directory: Buffer): { root: CompoundStream; streams: Map<string, CompoundStream> } {
  const root = entryAt(directory, 0);
  if (!root) throw new ExtractionError('corrupt');
  const streams = new Map<string, CompoundStream>();
  const seen = new Set<number>();
  const waiting = [root.child];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const entry = seen.has(id) ? undefined : entryAt(directory, id);
    seen.add(id);
    if (!entry) continue;
    if (entry.type === STREAM) streams.set(entry.name.toLowerCase(), streamOf(entry));
    waiting.push(entry.left, entry.right);
  }
  return { root: streamOf(root), streams };
}

type Entry = NonNullable<ReturnType<typeof entryAt>>;

const streamOf = ({ start, size }: Entry): CompoundStream => ({ start, size, isMini: size < MINI_BYTES });

function entryAt(directory: Buffer, id: number) {
  const bytes = directory.subarray(id * ENTRY_BYTES, (id + 1) * ENTRY_BYTES);
  if (bytes.length < ENTRY_BYTES) return undefined;
  const nameBytes = Math.min(64, bytes.readUInt16LE(0x40));
  return {
    name: bytes.toString('utf16le', 0, Math.max(0, nameBytes - 2)),
    type: bytes.readUInt8(0x42),
    left: bytes.readUInt32LE(0x44),
    right: bytes.readUInt32LE(0x48),
    child: bytes.readUInt32LE(0x4c),
    start: bytes.readUInt32LE(0x74),
    size: bytes.readUInt32LE(0x78),
  };
}
