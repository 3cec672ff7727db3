import { ArchiveError } from './archive-error.js';
import type { BlockReader } from './block-reader.js';
import { Breather } from './breather.js';
import { OleChains } from './ole-chains.js';

const ENTRY_BYTES = 128;
/** A directory that is larger is a loop or an attack. */
const MOST_DIRECTORY_BYTES = 32 * 1024 * 1024;
/** Programs write a few hundred entries; in a larger tree only the names that decide the type are searched. */
const MOST_NAMES = 8_192;
const decisive = ['EncryptedPackage', 'WordDocument', 'Workbook', 'Book', 'PowerPoint Document', 'VisioDocument'];
/** A balanced tree of all entries is not deeper than this by half. */
const MOST_DEPTH = 64;

/** Names as compound files compare them: without their case ([MS-CFB] 2.6.4). */
export class OleNames extends Set<string> {
  /** Whether all names of the root are among them. */
  isWhole = true;

  override add(name: string): this {
    return super.add(name.toLowerCase());
  }

  override has(name: string): boolean {
    return super.has(name.toLowerCase());
  }
}

/** The names at the root of a compound file (OLE2), by which its program is recognised; without those of embedded files. */
export async function oleRootNames(reader: BlockReader): Promise<OleNames> {
  const chains = await OleChains.open(reader);
  const sectors = await chains.directory(MOST_DIRECTORY_BYTES);
  const directory = new Directory(reader, chains, sectors);
  const root = await directory.entry(0);
  if (!root) return new OleNames();
  const names = await siblings(directory, root.child);
  // As the programs that open it do: by the order of the names.
  if (!names.isWhole) for (const name of decisive) if (await isFound(directory, root.child, name)) names.add(name);
  return names;
}

interface Entry {
  name: string;
  left: number;
  right: number;
  child: number;
}

/** Entries by their number, read on demand: a directory may be as large as a file. */
class Directory {
  private readonly perSector: number;

  constructor(
    private readonly reader: BlockReader,
    private readonly chains: OleChains,
    private readonly sectors: Uint32Array,
  ) {
    this.perSector = chains.sectorBytes / ENTRY_BYTES;
  }

  async entry(id: number): Promise<Entry | undefined> {
    const sector = this.sectors[Math.floor(id / this.perSector)];
    if (sector === undefined) return undefined;
    const at = this.chains.startOf(sector) + (id % this.perSector) * ENTRY_BYTES;
    if (at + ENTRY_BYTES > this.reader.size) throw new ArchiveError('corrupt', 'The compound file is cut short.');
    return parseEntry(await this.reader.bytes(at, ENTRY_BYTES));
  }
}

function parseEntry(bytes: Buffer): Entry {
  const nameBytes = Math.min(64, bytes.readUInt16LE(0x40));
  return {
    name: bytes.toString('utf16le', 0, Math.max(0, nameBytes - 2)),
    left: bytes.readUInt32LE(0x44),
    right: bytes.readUInt32LE(0x48),
    child: bytes.readUInt32LE(0x4c),
  };
}

/** Siblings form a tree; a hostile one may be a ring. */
async function siblings(directory: Directory, top: number): Promise<OleNames> {
  const names = new OleNames();
  const seen = new Set<number>();
  const breather = new Breather();
  const waiting = [top];
  while (waiting.length && seen.size < MOST_NAMES) {
    const id = waiting.pop()!;
    if (seen.has(id)) continue;
    seen.add(id);
    const entry = await directory.entry(id);
    if (!entry) continue;
    names.add(entry.name);
    waiting.push(entry.left, entry.right);
    await breather.pause();
  }
  names.isWhole = waiting.length === 0;
  return names;
}

async function isFound(directory: Directory, top: number, name: string): Promise<boolean> {
  let id = top;
  for (let depth = 0; depth < MOST_DEPTH; depth++) {
    const entry = await directory.entry(id);
    if (!entry) return false;
    const order = compare(name, entry.name);
    if (order === 0) return true;
    id = order < 0 ? entry.left : entry.right;
  }
  return false;
}

/** Shorter names come first ([MS-CFB] 2.6.4). */
function compare(one: string, other: string): number {
  if (one.length !== other.length) return one.length - other.length;
  const [a, b] = [one.toUpperCase(), other.toUpperCase()];
  return a === b ? 0 : a < b ? -1 : 1;
}
