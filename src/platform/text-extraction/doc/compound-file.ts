import { LRUCache } from 'lru-cache';
import { ExtractionError } from '../extraction-error.js';
import type { DocumentBytes } from '../format-extractor.js';
import { type CompoundStream, directoryEntries } from './compound-directory.js';

const HEADER_BYTES = 512;
const HEADER_TABLES = 109;
/** Larger numbers mark free sectors and the ends of chains. */
const NO_SECTOR = 0xfffffffa;
const CACHED_SECTORS = 4_096;

/** A compound file (OLE2, [MS-CFB]): streams that are chains of sectors, read where they are. */
export class CompoundFile {
  private readonly sectorBytes: number;
  private readonly tables: number[];
  private readonly sectors = new LRUCache<number, Buffer>({ max: CACHED_SECTORS });
  private readonly streams: Map<string, CompoundStream>;
  private readonly miniChain: number[];
  private readonly miniTable: number[];

  constructor(private readonly bytes: DocumentBytes) {
    if (bytes.size < HEADER_BYTES) throw new ExtractionError('corrupt');
    const header = bytes.read(0, HEADER_BYTES - 1);
    const shift = header.readUInt16LE(30);
    if (shift !== 9 && shift !== 12) throw new ExtractionError('corrupt');
    this.sectorBytes = 1 << shift;
    this.tables = this.tableSectors(header);
    const directory = this.concat(this.chain(header.readUInt32LE(48)));
    const { root, streams } = directoryEntries(directory);
    this.streams = streams;
    this.miniChain = this.chain(root.start);
    this.miniTable = this.chain(header.readUInt32LE(60));
  }

  /** A stream of the root by its name, whatever its case. */
  stream(name: string): StreamBytes | undefined {
    const found = this.streams.get(name.toLowerCase());
    return found && (found.isMini ? this.miniStream(found) : this.plainStream(found));
  }

  private plainStream({ start, size }: CompoundStream): StreamBytes {
    return new StreamBytes(size, this.chain(start), this.sectorBytes, (sector) => this.sector(sector));
  }

  /** Small streams lie in pieces of 64 bytes in a stream of the root. */
  private miniStream({ start, size }: CompoundStream): StreamBytes {
    const perSector = this.sectorBytes / 64;
    const next = (piece: number) => this.entry(this.miniTable, piece);
    return new StreamBytes(size, walk(start, next, this.miniChain.length * perSector), 64, (piece) => {
      const sector = this.miniChain[Math.floor(piece / perSector)];
      if (sector === undefined) throw new ExtractionError('corrupt');
      const at = (piece % perSector) * 64;
      return this.sector(sector).subarray(at, at + 64);
    });
  }

  private chain(start: number): number[] {
    return walk(start, (sector) => this.entry(this.tables, sector), Math.ceil(this.bytes.size / this.sectorBytes));
  }

  /** What an allocation table, which lies in `tables`, says of a sector. */
  private entry(tables: number[], sector: number): number {
    const perTable = this.sectorBytes / 4;
    const table = tables[Math.floor(sector / perTable)];
    if (table === undefined) throw new ExtractionError('corrupt');
    const entries = this.sector(table);
    const at = (sector % perTable) * 4;
    if (at + 4 > entries.length) throw new ExtractionError('corrupt');
    return entries.readUInt32LE(at);
  }

  /** The sectors of the allocation table: 109 in the header, more in a chain of their own. */
  private tableSectors(header: Buffer): number[] {
    const tables: number[] = [];
    for (let i = 0; i < HEADER_TABLES; i++) tables.push(header.readUInt32LE(76 + i * 4));
    const last = this.sectorBytes - 4;
    const next = (sector: number) => this.whole(sector).readUInt32LE(last);
    const most = Math.ceil(this.bytes.size / this.sectorBytes);
    for (const sector of walk(header.readUInt32LE(68), next, most)) {
      const more = this.whole(sector);
      for (let at = 0; at < last; at += 4) tables.push(more.readUInt32LE(at));
    }
    return tables;
  }

  private concat(sectors: number[]): Buffer {
    return Buffer.concat(sectors.map((sector) => this.sector(sector)));
  }

  private whole(sector: number): Buffer {
    const bytes = this.sector(sector);
    if (bytes.length < this.sectorBytes) throw new ExtractionError('corrupt');
    return bytes;
  }

  private sector(sector: number): Buffer {
    const known = this.sectors.get(sector);
    if (known) return known;
    const start = (sector + 1) * this.sectorBytes;
    if (start >= this.bytes.size) throw new ExtractionError('corrupt');
    const read = this.bytes.read(start, start + this.sectorBytes - 1);
    this.sectors.set(sector, read);
    return read;
  }
}

/** The bytes of one stream. */
export class StreamBytes {
  constructor(
    readonly size: number,
    private readonly chain: number[],
    private readonly sectorBytes: number,
    private readonly sector: (sector: number) => Buffer,
  ) {}

  /** The bytes from `start` up to, not including, `end`. All of them must be there. */
  read(start: number, end: number): Buffer {
    if (start < 0 || end < start || end > this.size) throw new ExtractionError('corrupt');
    const pieces: Buffer[] = [];
    for (let at = start; at < end;) {
      const sector = this.chain[Math.floor(at / this.sectorBytes)];
      const offset = at % this.sectorBytes;
      const piece = sector === undefined ? undefined : this.sector(sector).subarray(offset, offset + end - at);
      if (!piece?.length) throw new ExtractionError('corrupt');
      pieces.push(piece);
      at += piece.length;
    }
    return Buffer.concat(pieces);
  }
}

/** The numbers of a chain. One that is longer than the file is a ring. */
function walk(start: number, next: (sector: number) => number, most: number): number[] {
  const chain: number[] = [];
  for (let sector = start; sector < NO_SECTOR; sector = next(sector)) {
    if (chain.length > most) throw new ExtractionError('corrupt');
    chain.push(sector);
  }
  return chain;
}
