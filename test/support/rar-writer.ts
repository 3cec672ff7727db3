import { crc32 } from 'node:zlib';

const SIGNATURE = Buffer.from('526172211a070100', 'hex');

/** A RAR 5 of stored files: no free program compresses them. */
export function rarOf(files: Record<string, Buffer>): Buffer {
  const members = Object.entries(files).map(([name, data]) => {
    const sum = Buffer.alloc(4);
    sum.writeUInt32LE(crc32(data));
    const file = [number(4), number(data.length), number(0o644), sum, number(0), number(1)];
    return Buffer.concat([block(2, 2, [...file, number(name.length), Buffer.from(name)], data.length), data]);
  });
  return Buffer.concat([SIGNATURE, block(1, 0, [number(0)]), ...members, block(5, 0, [number(0)])]);
}

/** A header: its sum, its size, its type, its flags, perhaps the size of what follows it. */
function block(type: number, flags: number, fields: Buffer[], dataBytes?: number): Buffer {
  const data = dataBytes === undefined ? [] : [number(dataBytes)];
  const content = Buffer.concat([number(type), number(flags), ...data, ...fields]);
  const header = Buffer.concat([number(content.length), content]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(crc32(header));
  return Buffer.concat([sum, header]);
}

/** Seven bits a byte, the lowest first. */
function number(value: number): Buffer {
  const bytes: number[] = [];
  for (let left = value; ; left = Math.floor(left / 128)) {
    bytes.push((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
    if (left <= 0x7f) return Buffer.from(bytes);
  }
}
