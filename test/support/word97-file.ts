const SECTOR = 512;
const END_OF_CHAIN = 0xfffffffe;
const FAT_SECTOR = 0xfffffffd;
const NONE = 0xffffffff;
/** Smaller streams would lie elsewhere. */
const LEAST_STREAM = 4_096;
const TEXT_AT = 2_048;
const EIGHT_BIT = 0x40000000;

/** A document of Word 97 with this text, in the western 8-bit character set; "\r" ends a paragraph. At most 7 MB. */
export function word97File(text: string): Buffer {
  const characters = Buffer.from(`${text}\r`, 'latin1');
  const header = Buffer.alloc(TEXT_AT);
  header.writeUInt16LE(0xa5ec, 0);
  header.writeUInt16LE(0xc1, 2);
  header.writeUInt32LE(TEXT_AT, 0x18);
  header.writeUInt32LE(characters.length, 0x4c);
  header.writeUInt32LE(0, 0x1a2);
  header.writeUInt32LE(21, 0x1a6);
  return compoundFile({ WordDocument: Buffer.concat([header, characters]), '0Table': oneTextPiece(characters.length) });
}

/** A document of Word 95 that was saved whole: these bytes of text, written under a Windows of this language. */
export function word95File(characters: Buffer, language: number): Buffer {
  const header = Buffer.alloc(TEXT_AT);
  header.writeUInt16LE(0xa5dc, 0);
  header.writeUInt16LE(0x68, 2);
  header.writeUInt16LE(language, 6);
  header.writeUInt32LE(TEXT_AT, 0x18);
  header.writeUInt32LE(TEXT_AT + characters.length, 0x1c);
  header.writeUInt32LE(characters.length, 0x34);
  return compoundFile({ WordDocument: Buffer.concat([header, characters]) });
}

/** A Clx of one piece. */
function oneTextPiece(length: number): Buffer {
  const clx = Buffer.alloc(21);
  clx.writeUInt8(2, 0);
  clx.writeUInt32LE(16, 1);
  clx.writeUInt32LE(length, 9);
  clx.writeUInt32LE((TEXT_AT * 2 + EIGHT_BIT) >>> 0, 15);
  return clx;
}

const sectorsOf = (bytes: Buffer) => Math.ceil(bytes.length / SECTOR);
const padded = (bytes: Buffer, length: number) => Buffer.concat([bytes], Math.max(bytes.length, length));
const whole = (bytes: Buffer) => padded(bytes, sectorsOf(bytes) * SECTOR);

/** A compound file (OLE2) of streams, one behind the other: the allocation table, the directory, then the streams. */
function compoundFile(streams: Record<string, Buffer>): Buffer {
  const contents = Object.values(streams).map((bytes) => whole(padded(bytes, LEAST_STREAM)));
  const total = contents.reduce((sum, bytes) => sum + sectorsOf(bytes), 1);
  const tables = Math.ceil(total / (SECTOR / 4 - 1));
  const chains: number[] = Array.from({ length: tables }, () => FAT_SECTOR);
  const chain = (length: number): number => {
    const first = chains.length;
    for (let i = 1; i <= length; i++) chains.push(i === length ? END_OF_CHAIN : first + i);
    return first;
  };
  const directoryAt = chain(1);
  const entries = Object.keys(streams).map((name, i, names) =>
    entry(name, 2, i + 1 < names.length ? i + 2 : NONE, NONE, chain(sectorsOf(contents[i]!)), contents[i]!.length),
  );
  const directory = whole(Buffer.concat([entry('Root Entry', 5, NONE, 1, END_OF_CHAIN, 0), ...entries]));
  const fat = Buffer.alloc(tables * SECTOR, 0xff);
  chains.forEach((next, i) => fat.writeUInt32LE(next, i * 4));
  return Buffer.concat([fileHeader(tables, directoryAt), fat, directory, ...contents]);
}

function entry(name: string, type: number, right: number, child: number, start: number, size: number): Buffer {
  const bytes = Buffer.alloc(128);
  bytes.writeUInt16LE(bytes.write(name, 'utf16le') + 2, 0x40);
  bytes.writeUInt8(type, 0x42);
  [NONE, right, child].forEach((id, i) => bytes.writeUInt32LE(id, 0x44 + i * 4));
  bytes.writeUInt32LE(start, 0x74);
  bytes.writeUInt32LE(size, 0x78);
  return bytes;
}

function fileHeader(tables: number, directoryAt: number): Buffer {
  const head = Buffer.alloc(SECTOR, 0xff).fill(0, 0, 76);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(head);
  [0x3e, 3, 0xfffe, 9, 6].forEach((value, i) => head.writeUInt16LE(value, 24 + i * 2));
  head.writeUInt32LE(tables, 44);
  head.writeUInt32LE(directoryAt, 48);
  head.writeUInt32LE(LEAST_STREAM, 56);
  head.writeUInt32LE(END_OF_CHAIN, 60);
  head.writeUInt32LE(END_OF_CHAIN, 68);
  for (let i = 0; i < tables; i++) head.writeUInt32LE(i, 76 + i * 4);
  return head;
}
