import { ArchiveError } from './archive-error.js';
import type { BlockReader } from './block-reader.js';
import { Breather } from './breather.js';

const HEADER_BYTES = 512;
const HEADER_DIFAT = 109;
/** More hops than a file of a terabyte needs. */
const MOST_HOPS = 65_536;
const NOTHING = 0xfffffff0;
/** Each leap may be a request to the store. */
const LEAP_BYTES = 256 * 1024;
const MOST_LEAPS = 1024;

/** Where the sectors of a compound file are ([MS-CFB] 2.2 to 2.5): its directory is a chain through an allocation table. */
export class OleChains {
  readonly sectorBytes: number;
  /** The continuation that was found last is where the next search begins: chains go forwards. */
  private found = { hops: -1, sector: 0 };
  /** The part of the allocation table that was used last. */
  private table = { index: -1, sector: 0 };
  private leaps = 0;
  private last = 0;

  private constructor(
    private readonly reader: BlockReader,
    private readonly header: Buffer,
  ) {
    const shift = header.readUInt16LE(30);
    if (shift !== 9 && shift !== 12) throw new ArchiveError('corrupt', 'The compound file has no valid sector size.');
    this.sectorBytes = 1 << shift;
  }

  static async open(reader: BlockReader): Promise<OleChains> {
    if (reader.size < HEADER_BYTES) throw new ArchiveError('corrupt', 'The compound file is cut short.');
    return new OleChains(reader, await reader.bytes(0, HEADER_BYTES));
  }

  startOf(sector: number): number {
    return (sector + 1) * this.sectorBytes;
  }

  /** The sectors of the directory, in their order. */
  async directory(mostBytes: number): Promise<Uint32Array> {
    const most = mostBytes / this.sectorBytes;
    const sectors: number[] = [];
    const breather = new Breather();
    for (let sector = this.header.readUInt32LE(48); sector < NOTHING; sector = await this.next(sector)) {
      if (sectors.length === most)
        throw new ArchiveError('corrupt', 'The directory of the compound file does not end.');
      sectors.push(sector);
      await breather.pause();
    }
    return Uint32Array.from(sectors);
  }

  /** Where the chain goes on, by the allocation table, which is found by the header or its continuation. */
  private async next(sector: number): Promise<number> {
    const perSector = this.sectorBytes / 4;
    const index = Math.floor(sector / perSector);
    if (index !== this.table.index) this.table = { index, sector: await this.tableSector(index) };
    return this.uint32(this.startOf(this.table.sector) + (sector % perSector) * 4);
  }

  private async tableSector(index: number): Promise<number> {
    if (index < HEADER_DIFAT) return this.header.readUInt32LE(76 + index * 4);
    const perSector = this.sectorBytes / 4 - 1;
    const hops = Math.floor((index - HEADER_DIFAT) / perSector);
    if (hops > MOST_HOPS) throw new ArchiveError('corrupt', 'The compound file is larger than any program writes.');
    const sector = await this.difatSector(hops);
    return this.uint32(this.startOf(sector) + ((index - HEADER_DIFAT) % perSector) * 4);
  }

  private async difatSector(hops: number): Promise<number> {
    const known = this.found.hops >= 0 && this.found.hops <= hops;
    let { hops: at, sector } = known ? this.found : { hops: 0, sector: this.header.readUInt32LE(68) };
    for (; at < hops; at++) sector = await this.uint32(this.startOf(sector) + this.sectorBytes - 4);
    this.found = { hops, sector };
    return sector;
  }

  private async uint32(at: number): Promise<number> {
    if (at + 4 > this.reader.size) throw new ArchiveError('corrupt', 'The compound file is cut short.');
    if (Math.abs(at - this.last) > LEAP_BYTES && ++this.leaps > MOST_LEAPS)
      throw new ArchiveError('corrupt', 'The compound file is more scattered than any program writes.');
    this.last = at;
    return (await this.reader.bytes(at, 4)).readUInt32LE(0);
  }
}
