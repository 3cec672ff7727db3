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
  comment?: string;
  /** What the end record says instead of the number of members. */
  declaredEntries?: number;
}

interface Written {
  local: Buffer;
  central: (offset: number) => Buffer;
}

function common(member: ZipMember, body: Buffer, method: number): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(member.encrypted ? 0x0801 : 0x0800, 2);
  fields.writeUInt16LE(method, 4);
  fields.writeUInt32LE(0x5a210000, 6);
  fields.writeUInt32LE(member.declaredCrc ?? crc32(member.data), 10);
  fields.writeUInt32LE(body.length, 14);
  fields.writeUInt32LE(member.declaredSize ?? member.data.length, 18);
  fields.writeUInt16LE(Buffer.byteLength(member.name), 22);
  return fields;
}

function write(member: ZipMember): Written {
  const method = member.method ?? 8;
  const body = method === 8 ? deflateRawSync(member.data) : member.data;
  const name = Buffer.from(member.name);
  const local = Buffer.concat([
    Buffer.from('PK\x03\x04', 'latin1'),
    common(member, body, member.localMethod ?? method),
    name,
    body,
  ]);
  const central = (offset: number) => {
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    return Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common(member, body, method), rest, name]);
  };
  return { local, central };
}

function endRecord(entries: number, directorySize: number, directoryOffset: number, comment: string): Buffer {
  const record = Buffer.alloc(22);
  record.write('PK\x05\x06', 'latin1');
  record.writeUInt16LE(entries, 8);
  record.writeUInt16LE(entries, 10);
  record.writeUInt32LE(directorySize, 12);
  record.writeUInt32LE(directoryOffset, 16);
  record.writeUInt16LE(Buffer.byteLength(comment), 20);
  return Buffer.concat([record, Buffer.from(comment)]);
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
  const end = endRecord(layout.declaredEntries ?? directory.length, central.length, offset, layout.comment ?? '');
  return Buffer.concat([prefix, ...locals, central, end, layout.suffix ?? Buffer.alloc(0)]);
}
