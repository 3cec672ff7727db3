import { crc32, deflateRawSync } from 'node:zlib';

/** One member of a zip as a test wants it written; every field of its headers can be made to lie. */
export interface ZipMember {
  name: string;
  data: Buffer;
  /** 0 stores, 8 deflates; any other number is written as it is, over stored bytes. Default 8. */
  method?: number;
  /** Sets the flag of traditional encryption; the bytes stay as they are. */
  encrypted?: boolean;
  /** What the headers say instead of the truth. */
  declaredSize?: number;
  declaredCrc?: number;
  /** The method in the local header, when it shall differ from the directory's. */
  localMethod?: number;
  /** What the local header says instead of the directory's sizes and sum; all zero with a descriptor. */
  local?: { size?: number; compressedSize?: number; crc?: number };
  /** Checksum and sizes follow the bytes, as in streamed zips; `lying` ones match no bytes. */
  descriptor?: 'marked' | 'bare' | 'wide' | 'lying';
  /** Bytes behind the compressed ones that the sizes include. */
  trailer?: Buffer;
  /** The directory says that the member begins so many bytes before where it does. */
  startsEarlier?: number;
  /** The member has a local header only: the directory does not know it. */
  unlisted?: boolean;
}

export interface ZipLayout {
  /** Bytes before the archive; its offsets count from the archive's own start, as `cat stub.exe a.zip` leaves them. */
  prefix?: Buffer;
  /** Offsets count from the start of the file, as a tool that repairs them leaves them. */
  adjustOffsets?: boolean;
  /** Bytes after the end record that its comment length does not cover. */
  suffix?: Buffer;
  comment?: string | Buffer;
  /** What the end record says instead of the number of members. */
  declaredEntries?: number;
  /** Writes a zip64 record and its locator; what is given says something else there than the truth. */
  zip64?: { entries?: number; directorySize?: number; directoryOffset?: number; locatorOffset?: number };
}

interface Written {
  local: Buffer;
  central: (offset: number) => Buffer;
}

interface Claims {
  method: number;
  crc: number;
  compressedSize: number;
  size: number;
}

function common(member: ZipMember, { method, crc, compressedSize, size }: Claims): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(0x0800 | (member.encrypted ? 1 : 0) | (member.descriptor ? 8 : 0), 2);
  fields.writeUInt16LE(method, 4);
  fields.writeUInt32LE(0x5a210000, 6);
  fields.writeUInt32LE(crc, 10);
  fields.writeUInt32LE(compressedSize, 14);
  fields.writeUInt32LE(size, 18);
  fields.writeUInt16LE(Buffer.byteLength(member.name), 22);
  return fields;
}

function descriptorOf(kind: ZipMember['descriptor'], { crc, compressedSize, size }: Claims): Buffer {
  if (!kind) return Buffer.alloc(0);
  const fields = Buffer.alloc(kind === 'wide' ? 20 : 12);
  fields.writeUInt32LE(crc, 0);
  const sizes = kind === 'lying' ? [compressedSize + 1, size + 1] : [compressedSize, size];
  if (kind === 'wide') sizes.forEach((value, i) => fields.writeBigUInt64LE(BigInt(value), 4 + 8 * i));
  else sizes.forEach((value, i) => fields.writeUInt32LE(value, 4 + 4 * i));
  return Buffer.concat([Buffer.from(kind === 'bare' ? '' : 'PK\x07\x08', 'latin1'), fields]);
}

function write(member: ZipMember): Written {
  const method = member.method ?? 8;
  const compressed = method === 8 ? deflateRawSync(member.data) : member.data;
  const body = Buffer.concat([compressed, member.trailer ?? Buffer.alloc(0)]);
  const name = Buffer.from(member.name);
  const claims: Claims = {
    method,
    crc: member.declaredCrc ?? crc32(member.data),
    compressedSize: body.length,
    size: member.declaredSize ?? member.data.length,
  };
  const said = member.descriptor ? { crc: 0, compressedSize: 0, size: 0 } : {};
  const localClaims = { ...claims, ...said, ...member.local, method: member.localMethod ?? method };
  const local = Buffer.concat([
    Buffer.from('PK\x03\x04', 'latin1'),
    common(member, localClaims),
    name,
    body,
    descriptorOf(member.descriptor, claims),
  ]);
  const central = (offset: number) => {
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset - (member.startsEarlier ?? 0), 10);
    return Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common(member, claims), rest, name]);
  };
  return { local, central };
}

function zip64Records(at: number, truth: [number, number, number], zip64: NonNullable<ZipLayout['zip64']>): Buffer {
  const [entries, directorySize, directoryOffset] = truth;
  const record = Buffer.alloc(56);
  record.write('PK\x06\x06', 'latin1');
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(45, 12);
  record.writeUInt16LE(45, 14);
  record.writeBigUInt64LE(BigInt(zip64.entries ?? entries), 24);
  record.writeBigUInt64LE(BigInt(zip64.entries ?? entries), 32);
  record.writeBigUInt64LE(BigInt(zip64.directorySize ?? directorySize), 40);
  record.writeBigUInt64LE(BigInt(zip64.directoryOffset ?? directoryOffset), 48);
  const locator = Buffer.alloc(20);
  locator.write('PK\x06\x07', 'latin1');
  locator.writeBigUInt64LE(BigInt(zip64.locatorOffset ?? at), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([record, locator]);
}

function endRecord(entries: number, directorySize: number, directoryOffset: number, comment: string | Buffer): Buffer {
  const record = Buffer.alloc(22);
  record.write('PK\x05\x06', 'latin1');
  record.writeUInt16LE(entries, 8);
  record.writeUInt16LE(entries, 10);
  record.writeUInt32LE(directorySize, 12);
  record.writeUInt32LE(directoryOffset, 16);
  record.writeUInt16LE(Buffer.byteLength(comment), 20);
  return Buffer.concat([record, typeof comment === 'string' ? Buffer.from(comment) : comment]);
}

/** Writes a zip byte by byte, honest or not: what a library would refuse to write is what a scanner must survive. */
export function writeZip(members: ZipMember[], layout: ZipLayout = {}): Buffer {
  const prefix = layout.prefix ?? Buffer.alloc(0);
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = layout.adjustOffsets ? prefix.length : 0;
  for (const member of members) {
    const { local, central } = write(member);
    if (!member.unlisted) directory.push(central(offset));
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const entries = layout.declaredEntries ?? directory.length;
  const zip64 = layout.zip64
    ? zip64Records(offset + central.length, [entries, central.length, offset], layout.zip64)
    : Buffer.alloc(0);
  const end = endRecord(entries, central.length, offset, layout.comment ?? '');
  return Buffer.concat([prefix, ...locals, central, zip64, end, layout.suffix ?? Buffer.alloc(0)]);
}
