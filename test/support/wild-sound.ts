import { aac, flac } from './media.js';

// Sound and film as programs in the wild write them: long tags before it, brands of their own, transport streams.

/** An ID3v2 tag of so many bytes, padding included. */
export function id3(bytes: number, { footer = false } = {}): Buffer {
  const head = Buffer.from('ID3\x04\0\0', 'latin1');
  head.writeUInt8(footer ? 0x10 : 0, 5);
  const size = Buffer.from([21, 14, 7, 0].map((shift) => (bytes >> shift) & 0x7f));
  // A picture in the tag: bytes that look like other formats' marks must convince no detector.
  const content = Buffer.alloc(bytes, 'fLaC\xff\xfb\x90\x64 MZ %PDF-1.4 ', 'latin1');
  content.fill(0, Math.max(0, bytes - 512));
  const whole = Buffer.concat([head, size, content]);
  return footer ? Buffer.concat([whole, Buffer.from('3DI'), whole.subarray(3, 10)]) : whole;
}

/** Silent frames of MPEG 1 layer III at 128 kbit/s. */
export function mpegFrames(count = 4): Buffer {
  const frame = Buffer.concat([Buffer.from('fffb9064', 'hex'), Buffer.alloc(413)]);
  return Buffer.concat(Array.from({ length: count }, () => frame));
}

export const taggedMp3 = (tagBytes: number): Buffer => Buffer.concat([id3(tagBytes), mpegFrames()]);
export const taggedFlac = (tagBytes: number): Buffer => Buffer.concat([id3(tagBytes), flac()]);
export const taggedAac = (tagBytes: number): Buffer => Buffer.concat([id3(tagBytes), aac(), aac()]);

/** A file of the ISO family with any brands. */
export function branded(major: string, ...compatible: string[]): Buffer {
  const brands = Buffer.from([major, '\0\0\0\0', ...compatible].join(''), 'latin1');
  const head = Buffer.alloc(8);
  head.writeUInt32BE(brands.length + 8, 0);
  head.write('ftyp', 4);
  return Buffer.concat([head, brands, Buffer.from('0000000866726565000000086d646174', 'hex'), Buffer.alloc(64)]);
}

/** Null packets of an MPEG transport stream. */
export function transportStream(packets = 20): Buffer {
  const packet = Buffer.concat([Buffer.from('474000100000b00d0001c100000001f000', 'hex'), Buffer.alloc(171, 0xff)]);
  return Buffer.concat(Array.from({ length: packets }, () => packet));
}

export const amr = (): Buffer =>
  Buffer.concat([Buffer.from('#!AMR\n'), Buffer.alloc(320, '\x3c\x08\x55\xfd', 'latin1')]);
export const amrWideBand = (): Buffer => Buffer.concat([Buffer.from('#!AMR-WB\n'), Buffer.alloc(320, 0x04)]);
export const caf = (): Buffer =>
  Buffer.concat([
    Buffer.from('caff\0\x01\0\0desc', 'latin1'),
    Buffer.from('0000000000000020', 'hex'),
    Buffer.alloc(64),
  ]);
export const wavPack = (): Buffer =>
  Buffer.concat([Buffer.from('wvpk', 'latin1'), Buffer.from('5c00000010040000', 'hex'), Buffer.alloc(100)]);
