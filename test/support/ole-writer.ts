const SECTOR = 512;
const END_OF_CHAIN = 0xfffffffe;
const FREE = 0xffffffff;
const FAT_SECTOR = 0xfffffffd;

function directoryEntry(name: string, type: number, child: number, right: number): Buffer {
  const entry = Buffer.alloc(128);
  const written = entry.write(name, 'utf16le');
  entry.writeUInt16LE(written + 2, 0x40);
  entry.writeUInt8(type, 0x42);
  entry.writeUInt8(1, 0x43);
  entry.writeUInt32LE(FREE, 0x44);
  entry.writeUInt32LE(right, 0x48);
  entry.writeUInt32LE(child, 0x4c);
  entry.writeUInt32LE(END_OF_CHAIN, 0x74);
  return entry;
}

/** The root, and every stream as the right sibling of the one before: a tree any reader can walk. */
function directory(streams: string[]): Buffer {
  const entries = [directoryEntry('Root Entry', 5, streams.length ? 1 : FREE, FREE)];
  streams.forEach((name, i) => entries.push(directoryEntry(name, 2, FREE, i + 1 < streams.length ? i + 2 : FREE)));
  const all = Buffer.concat(entries);
  return Buffer.concat([all, Buffer.alloc((SECTOR - (all.length % SECTOR)) % SECTOR)]);
}

function header(): Buffer {
  const head = Buffer.alloc(SECTOR, 0xff);
  head.fill(0, 0, 76);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(head);
  head.writeUInt16LE(0x3e, 24);
  head.writeUInt16LE(3, 26);
  head.writeUInt16LE(0xfffe, 28);
  head.writeUInt16LE(9, 30);
  head.writeUInt16LE(6, 32);
  head.writeUInt32LE(1, 44);
  head.writeUInt32LE(1, 48);
  head.writeUInt32LE(4096, 56);
  head.writeUInt32LE(END_OF_CHAIN, 60);
  head.writeUInt32LE(END_OF_CHAIN, 68);
  head.writeUInt32LE(0, 76);
  return head;
}

/** A compound file (OLE2) whose root holds empty streams of these names: which distinguish a .doc from an .xls. */
export function writeOle(streams: string[]): Buffer {
  const sectors = directory(streams);
  const chain = sectors.length / SECTOR;
  const fat = Buffer.alloc(SECTOR, 0xff);
  fat.writeUInt32LE(FAT_SECTOR, 0);
  for (let i = 1; i <= chain; i++) fat.writeUInt32LE(i === chain ? END_OF_CHAIN : i + 1, i * 4);
  return Buffer.concat([header(), fat, sectors]);
}
