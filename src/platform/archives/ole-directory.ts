import { ArchiveError } from './archive-error.js';
import type { BlockReader } from './block-reader.js';

const HEADER_BYTES = 512;
const ENTRY_BYTES = 128;
const HEADER_DIFAT = 109;
/** Far more than Office writes; a chain that is longer is a loop or an attack. */
const MAX_SECTORS = 512;
const NOTHING = 0xfffffff0;

interface Layout {
  sectorBytes: number;
  firstDirectorySector: number;
  firstDifatSector: number;
  header: Buffer;
}

interface DirectoryEntry {
  name: string;
  left: number;
  right: number;
  child: number;
}

/** The names at the root of a compound file (OLE2): they say which program wrote it. Embedded files' names are not among them. */
export async function oleRootNames(reader: BlockReader): Promise<Set<string>> {
  if (reader.size < HEADER_BYTES) throw new ArchiveError('corrupt', 'The compound file is cut short.');
  const layout = parseHeader(await reader.bytes(0, HEADER_BYTES));
  const entries: DirectoryEntry[] = [];
  let sector = layout.firstDirectorySector;
  for (let i = 0; sector < NOTHING; i++) {
    if (i === MAX_SECTORS) throw new ArchiveError('corrupt', 'The directory of the compound file does not end.');
    const bytes = await readAt(reader, sectorStart(layout, sector), layout.sectorBytes);
    for (let at = 0; at + ENTRY_BYTES <= bytes.length; at += ENTRY_BYTES) entries.push(parseEntry(bytes, at));
    sector = await nextSector(reader, layout, sector);
  }
  return siblings(entries, entries[0]?.child ?? NOTHING);
}

function parseHeader(header: Buffer): Layout {
  const shift = header.readUInt16LE(30);
  if (shift !== 9 && shift !== 12) throw new ArchiveError('corrupt', 'The compound file has no valid sector size.');
  return {
    sectorBytes: 1 << shift,
    firstDirectorySector: header.readUInt32LE(48),
    firstDifatSector: header.readUInt32LE(68),
    header,
  };
}

function sectorStart(layout: Layout, sector: number): number {
  return (sector + 1) * layout.sectorBytes;
}

/** Where the chain goes on: the allocation table says it, and the header or its continuation where the table is. */
async function nextSector(reader: BlockReader, layout: Layout, sector: number): Promise<number> {
  const perSector = layout.sectorBytes / 4;
  const table = await tableSector(reader, layout, Math.floor(sector / perSector));
  return uint32(reader, sectorStart(layout, table) + (sector % perSector) * 4);
}

async function tableSector(reader: BlockReader, layout: Layout, index: number): Promise<number> {
  if (index < HEADER_DIFAT) return layout.header.readUInt32LE(76 + index * 4);
  const perSector = layout.sectorBytes / 4 - 1;
  const hops = Math.floor((index - HEADER_DIFAT) / perSector);
  if (hops > MAX_SECTORS) throw new ArchiveError('corrupt', 'The compound file is larger than Office can write.');
  let sector = layout.firstDifatSector;
  for (let i = 0; i < hops; i++) sector = await uint32(reader, sectorStart(layout, sector) + perSector * 4);
  return uint32(reader, sectorStart(layout, sector) + ((index - HEADER_DIFAT) % perSector) * 4);
}

async function uint32(reader: BlockReader, at: number): Promise<number> {
  return (await readAt(reader, at, 4)).readUInt32LE(0);
}

async function readAt(reader: BlockReader, at: number, length: number): Promise<Buffer> {
  if (at + length > reader.size) throw new ArchiveError('corrupt', 'The compound file is cut short.');
  return reader.bytes(at, length);
}

function parseEntry(bytes: Buffer, at: number): DirectoryEntry {
  const nameBytes = Math.min(64, bytes.readUInt16LE(at + 0x40));
  return {
    name: bytes.toString('utf16le', at, at + Math.max(0, nameBytes - 2)),
    left: bytes.readUInt32LE(at + 0x44),
    right: bytes.readUInt32LE(at + 0x48),
    child: bytes.readUInt32LE(at + 0x4c),
  };
}

/** Siblings form a tree; a hostile one may be a ring. */
function siblings(entries: DirectoryEntry[], top: number): Set<string> {
  const names = new Set<string>();
  const seen = new Set<number>();
  const waiting = [top];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const entry = entries[id];
    if (!entry || seen.has(id)) continue;
    seen.add(id);
    names.add(entry.name);
    waiting.push(entry.left, entry.right);
  }
  return names;
}
