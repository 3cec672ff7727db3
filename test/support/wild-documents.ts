import { noise, pdf, rtf } from './fixtures.js';
import { writeZip } from './zip-writer.js';

// Documents and packages as other programs leave them.

export const rtfWithNul = (): Buffer => Buffer.concat([rtf(), Buffer.from([0])]);
/** `\bin` puts bytes into a text as they are. */
export const rtfWithBin = (): Buffer =>
  Buffer.concat([Buffer.from('{\\rtf1{\\pict\\wmetafile8\\bin64 '), noise(64), Buffer.from('}}')]);
/** Mail programs and web servers leave their own lines before a document. */
export const latePdf = (lead: Buffer): Buffer => Buffer.concat([lead, pdf()]);
export const eps = (): Buffer =>
  Buffer.from(
    '%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n%%EndComments\n0 0 moveto 10 10 lineto stroke\nshowpage\n',
  );
/** An EPS with a preview for DOS: offsets first. */
export function dosEps(): Buffer {
  const head = Buffer.alloc(30);
  Buffer.from('c5d0d3c6', 'hex').copy(head);
  head.writeUInt32LE(30, 4);
  head.writeUInt32LE(eps().length, 8);
  return Buffer.concat([head, eps()]);
}
export const javaClass = (): Buffer =>
  Buffer.concat([
    Buffer.from('cafebabe00000034000d0a000300090700', 'hex'),
    Buffer.from('\0\x01\0\x06<init>', 'latin1'),
    Buffer.alloc(40),
  ]);
/** A disk image begins with its first compressed block. */
export const dmg = (): Buffer =>
  Buffer.concat([
    Buffer.from('7801730d626260', 'hex'),
    noise(600),
    Buffer.from('koly\0\0\0\x04\0\0\x02\0', 'latin1'),
    Buffer.alloc(500),
  ]);
export const odb = (): Buffer =>
  writeZip([
    { name: 'mimetype', data: Buffer.from('application/vnd.oasis.opendocument.base'), method: 0 },
    { name: 'content.xml', data: Buffer.from('<x/>') },
  ]);

/** zipflinger aligns what follows with a first entry that has no name and that the directory leaves out. */
export const apk = (): Buffer =>
  writeZip([
    { name: '', data: Buffer.alloc(0), method: 0, unlisted: true },
    { name: 'AndroidManifest.xml', data: noise(200, 'manifest') },
    { name: 'resources.arsc', data: noise(64) },
  ]);

const SECTOR = 4096;
const FREE = 0xffffffff;

/** A compound file of so many directory entries, all of them empty but the root. */
function emptyOle(entries: number): { bytes: Buffer; write: (id: number, entry: OleEntry) => void } {
  const sectors = Math.ceil(entries / (SECTOR / 128));
  const tables = Math.ceil((sectors + 16) / (SECTOR / 4));
  const bytes = Buffer.alloc((1 + tables + sectors) * SECTOR);
  bytes.write('d0cf11e0a1b11ae1', 'hex');
  bytes.writeUInt16LE(12, 30);
  bytes.writeUInt32LE(tables, 48);
  for (let i = 0; i < 109; i++) bytes.writeUInt32LE(i < tables ? i : FREE, 76 + 4 * i);
  for (let i = 0; i < sectors; i++)
    bytes.writeUInt32LE(i + 1 < sectors ? tables + i + 1 : 0xfffffffe, SECTOR + 4 * (tables + i));
  const write = (id: number, { name, left = FREE, right = FREE, child = FREE }: OleEntry) => {
    const at = (1 + tables) * SECTOR + id * 128;
    bytes.writeUInt16LE(bytes.write(name, at, 'utf16le') + 2, at + 0x40);
    [left, right, child].forEach((other, i) => bytes.writeUInt32LE(other, at + 0x44 + 4 * i));
  };
  return { bytes, write };
}

interface OleEntry {
  name: string;
  left?: number;
  right?: number;
  child?: number;
}

/** A compound file with a directory of many entries; the stream that determines its type is the last of them. */
export function wideOle(entries: number, name: string): Buffer {
  const { bytes, write } = emptyOle(entries);
  write(0, { name: 'Root Entry', child: entries - 1 });
  write(entries - 1, { name });
  return bytes;
}

/** A compound file whose root holds all of these names, given in their order, in a balanced tree. */
export function balancedOle(names: string[]): Buffer {
  const { bytes, write } = emptyOle(names.length + 1);
  const tree = (from: number, to: number): number => {
    if (from >= to) return FREE;
    const middle = (from + to) >> 1;
    write(middle + 1, { name: names[middle]!, left: tree(from, middle), right: tree(middle + 1, to) });
    return middle + 1;
  };
  write(0, { name: 'Root Entry', child: tree(0, names.length) });
  return bytes;
}
