import { gzipSync } from 'node:zlib';
import { svg } from './images.js';

// Pictures that are rarer than PNG, as far as their headers go.

/** [MS-EMF]: the header record with its signature. */
export function emf(): Buffer {
  const bytes = Buffer.alloc(120);
  bytes.writeUInt32LE(1, 0);
  bytes.writeUInt32LE(108, 4);
  bytes.write(' EMF', 40, 'latin1');
  bytes.writeUInt32LE(0x10000, 44);
  return bytes;
}

export function wmf(): Buffer {
  return Buffer.concat([
    Buffer.from('d7cdc69a0000', 'hex'),
    Buffer.alloc(16),
    Buffer.from('010009000003', 'hex'),
    Buffer.alloc(32),
  ]);
}

export function dds(): Buffer {
  const bytes = Buffer.alloc(200);
  bytes.write('DDS ', 'latin1');
  bytes.writeUInt32LE(124, 4);
  bytes.writeUInt32LE(0x1007, 8);
  return bytes;
}

/** One cursor of one bitmap. */
export function cursor(): Buffer {
  return Buffer.concat([
    Buffer.from('00000200010010100000000000003000000016000000', 'hex'),
    Buffer.from('28000000100000002000000001002000', 'hex'),
    Buffer.alloc(32),
  ]);
}

/** Cards of eighty letters; `data` behind them. */
export function fits(data: Buffer = Buffer.alloc(0)): Buffer {
  const cards = [
    'SIMPLE  =                    T',
    'BITPIX  =                    8',
    'NAXIS   =                    0',
    'END',
  ];
  return Buffer.concat([
    Buffer.from(
      cards
        .map((card) => card.padEnd(80))
        .join('')
        .padEnd(2880),
    ),
    data,
  ]);
}

/** JPEG-LS: another frame marker than any JPEG has. */
export const jpegLs = (): Buffer =>
  Buffer.concat([
    Buffer.from('ffd8fff7000b08000200020101110000ffda0008010100000000', 'hex'),
    Buffer.alloc(8),
    Buffer.from('ffd9', 'hex'),
  ]);

export const psd = (): Buffer =>
  Buffer.concat([
    Buffer.from('8BPS\0\x01', 'latin1'),
    Buffer.alloc(6),
    Buffer.from('00030000000800000008000800030000', 'hex'),
  ]);
export const dwg = (): Buffer => Buffer.concat([Buffer.from('AC1032\0\0\0\0\0\0\x01', 'latin1'), Buffer.alloc(120)]);
export const dxf = (): Buffer =>
  Buffer.from('  0\r\nSECTION\r\n  2\r\nHEADER\r\n  9\r\n$ACADVER\r\n  1\r\nAC1015\r\n  0\r\nENDSEC\r\n  0\r\nEOF\r\n');
export const binaryDxf = (): Buffer =>
  Buffer.concat([Buffer.from('AutoCAD Binary DXF\r\n\x1a\0', 'latin1'), Buffer.alloc(40)]);
export const xbm = (): Buffer =>
  Buffer.from('#define dot_width 8\n#define dot_height 1\nstatic unsigned char dot_bits[] = {\n  0x01 };\n');
export const pgm = (): Buffer => Buffer.concat([Buffer.from('P5\n# grey\n4 4\n255\n'), Buffer.alloc(16, 3)]);
export const asciiPbm = (): Buffer => Buffer.from('P1\n# a dot\n3 2\n0 1 0\n1 0 1\n');
export const svgz = (): Buffer => gzipSync(svg());
