import { ArchiveError, SourceReadError } from '../archives/archive-error.js';
import { BlockReader } from '../archives/block-reader.js';
import { heldInMemory } from '../archives/held-in-memory.js';
import type { RandomAccess } from '../malware-scanner/malware-scanner.js';
import { libmagicType } from './libmagic.js';
import { missedByLibmagic } from './missed-by-libmagic.js';
import { OLE_STORAGE, oleType } from './ole-type.js';
import { isSvg } from './svg-sniff.js';
import { sniffText } from './text-sniff.js';
import { type DetectedType, TypeDetector } from './type-detector.js';
import { zipType } from './zip-type.js';

const UNKNOWN = 'application/octet-stream';

type Kind = Omit<DetectedType, 'text'>;

/**
 * Tells a type by the bytes alone: containers by their directories, the rest by libmagic, checked against how the bytes
 * read. File names and declared types are never asked. Reads a bounded part of the object, and rejects only when that fails.
 */
export class MagicTypeDetector extends TypeDetector {
  async detect(head: Buffer, object: RandomAccess): Promise<DetectedType> {
    const text = sniffText(head, head.length >= object.size);
    const kind = containers.find(({ accepts }) => accepts(head));
    if (kind) return { ...(await ofContainer(kind, head, object)), text };
    return { mimeType: await simpleType(head, text), macroEnabled: false, text };
  }
}

interface Container {
  accepts(head: Buffer): boolean;
  /** What a damaged one is still called. */
  fallback: string;
  read(reader: BlockReader): Promise<Kind>;
}

const startsWith = (...hex: string[]) => {
  const magics = hex.map((text) => Buffer.from(text, 'hex'));
  return (head: Buffer) => magics.some((magic) => head.subarray(0, magic.length).equals(magic));
};

const neverText = /^(?:image|audio|video)\//;
const textPictures = /^image\/(?:svg\+xml|x-xpixmap|x-xbitmap|x-portable-.*)$/;

const isPdf = startsWith('255044462d');

const containers: Container[] = [
  { accepts: startsWith('504b0304', '504b0506'), fallback: 'application/zip', read: zipType },
  {
    accepts: startsWith('d0cf11e0a1b11ae1'),
    fallback: OLE_STORAGE,
    read: async (reader) => ({ mimeType: await oleType(reader), macroEnabled: false }),
  },
];

async function ofContainer(container: Container, head: Buffer, object: RandomAccess): Promise<Kind> {
  // A small object is its own head: no need to read it again. The object's owner sets the deadlines of its reads.
  const bytes = head.length === object.size ? heldInMemory(head) : object;
  const reader = new BlockReader(bytes, new AbortController().signal);
  try {
    return await container.read(reader);
  } catch (error) {
    if (error instanceof SourceReadError) throw error.cause;
    if (error instanceof ArchiveError || error instanceof RangeError)
      return { mimeType: container.fallback, macroEnabled: false };
    throw error;
  }
}

async function simpleType(head: Buffer, text: DetectedType['text']): Promise<string> {
  if (text === 'empty') return UNKNOWN;
  if (text === 'utf-8' && isSvg(head.toString('utf8'))) return 'image/svg+xml';
  return missedByLibmagic(head) ?? believable(await libmagicType(head), head, text);
}

/** libmagic guesses generously; how the bytes read, and where a PDF has to begin, is the better witness. */
function believable(type: string, head: Buffer, text: DetectedType['text']): string {
  if (type === 'application/pdf' && !isPdf(head)) return UNKNOWN;
  if (text === 'binary') return type.startsWith('text/') ? UNKNOWN : type;
  // A script may begin as a picture does; no picture of these formats has only letters.
  if (neverText.test(type) && !textPictures.test(type)) return 'text/plain';
  return type === UNKNOWN && text !== 'legacy-8bit' ? 'text/plain' : type;
}
