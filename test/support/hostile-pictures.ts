import { crc32, deflateSync } from 'node:zlib';
import { gif, jpeg, png, svg, tiff, bmp } from './images.js';
import { jpegSegment, withSegments } from './pictures.js';

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** A black PNG of one bit a pixel: an eighth of a byte before it is compressed, and nearly nothing afterwards. */
export function blackPng(width: number, height: number, more: Buffer[] = []): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const pixels = deflateSync(Buffer.alloc(height * (1 + Math.ceil(width / 8))));
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    ...more,
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A GIF that says to have frames of these dimensions, each with the data of one pixel. */
export function gifOf(width: number, height: number, frames: number): Buffer {
  const one = gif();
  const head = Buffer.from(one.subarray(0, 19));
  head.writeUInt16LE(width, 6);
  head.writeUInt16LE(height, 8);
  const frame = Buffer.from(one.subarray(19, one.length - 1));
  frame.writeUInt16LE(width, 13);
  frame.writeUInt16LE(height, 15);
  return Buffer.concat([head, ...Array.from({ length: frames }, () => frame), Buffer.from([0x3b])]);
}

/** An extended WebP that says to have a canvas of this size. */
export function webpCanvas(side: number): Buffer {
  const bytes = Buffer.alloc(30);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(22, 4);
  bytes.write('WEBPVP8X', 8, 'latin1');
  bytes.writeUInt32LE(10, 16);
  bytes.writeUIntLE(side - 1, 24, 3);
  bytes.writeUIntLE(side - 1, 27, 3);
  return bytes;
}

/** A colour profile of so many segments, each as long as can be. */
function hugeProfile(segments: number): Buffer[] {
  return Array.from({ length: segments }, (_, n) =>
    jpegSegment(
      0xe2,
      Buffer.concat([Buffer.from('ICC_PROFILE\0'), Buffer.from([n + 1, segments]), Buffer.alloc(65_000)]),
    ),
  );
}

const hugeExif = () => jpegSegment(0xe1, Buffer.concat([Buffer.from('Exif\0\0MM\0*'), Buffer.alloc(65_000, 0xff)]));
/** A directory of EXIF that refers to itself. */
const endlessExif = () =>
  jpegSegment(
    0xe1,
    Buffer.concat([Buffer.from('Exif\0\0'), Buffer.from('4d4d002a00000008000100000001000000080000000008', 'hex')]),
  );

/** Text that expands to a hundred megabytes, in a chunk that decoders may read. */
const bombOf = (type: string, name: string) =>
  chunk(type, Buffer.concat([Buffer.from(`${name}\0\0`), deflateSync(Buffer.alloc(100_000_000))]));

const entity = '<?xml version="1.0"?><!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]>';
const box = (brand: string) =>
  Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from(`ftyp${brand}\0\0\0\0mif1${brand}`)]);

/** Files that no loader may open, though they are sent as pictures. */
export const foreignPictures: Record<string, () => Buffer> = {
  SVG: svg,
  'an SVG with an external entity': () =>
    Buffer.from(`${entity}<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>&x;</text></svg>`),
  TIFF: tiff,
  BMP: bmp,
  PDF: () => Buffer.from('%PDF-1.4\n1 0 obj\n<</Type/Catalog>>\nendobj\n'),
  HEIC: () => box('heic'),
  AVIF: () => box('avif'),
  'a matrix of MATLAB': () => Buffer.from('MATLAB 5.0 MAT-file, Platform: GLNX'),
  'a picture of Netpbm': () => Buffer.from('P6 1 1 255 \x01\x02\x03', 'latin1'),
  'Radiance HDR': () => Buffer.from('#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 1 +X 1\n\0\0\0\0', 'latin1'),
  'a picture of libvips itself': () => Buffer.concat([Buffer.from('b6a6f208', 'hex'), Buffer.alloc(100)]),
  'a list of files': () => Buffer.from('/etc/passwd'),
  nothing: () => Buffer.from([0]),
};

/** What each ends as: `done`, or the code of a failure. None may end in another way. */
export const hostilePictures: [string, () => Buffer, string[]][] = [
  ['17,000 × 17,000 pixels', () => blackPng(17_000, 17_000), ['too_many_pixels']],
  ['16,000 × 16,000 pixels', () => blackPng(16_000, 16_000), ['too_many_pixels']],
  ['one row more than 50 megapixels', () => blackPng(10_000, 5_001), ['too_many_pixels']],
  ['50 megapixels', () => blackPng(10_000, 5_000), ['done']],
  ['a strip of 1 × 100,000', () => blackPng(1, 100_000), ['done']],
  ['a strip of 100,000 × 1', () => blackPng(100_000, 1), ['done']],
  ['a GIF of 10,000 frames', () => gifOf(1, 1, 10_000), ['done']],
  ['a GIF of 65,535 × 65,535 with the data of one pixel', () => gifOf(65_535, 65_535, 1), ['too_many_pixels']],
  ['a WebP canvas of 16,384 × 16,384', () => webpCanvas(16_384), ['too_many_pixels', 'corrupt', 'unsupported']],
  ['a PNG that is cut short', () => png(500, 500).subarray(0, 300), ['corrupt']],
  ['a JPEG that is cut short', () => jpeg().subarray(0, 140), ['corrupt']],
  ['a GIF that is cut short', () => gif().subarray(0, 25), ['corrupt']],
  ['a PNG with a wrong checksum', () => flipped(png(50, 50), 45), ['corrupt']],
  [
    'a GIF that is a script too',
    () => Buffer.from('GIF89a/*\xff\xff*/=1;alert(1);//', 'latin1'),
    ['corrupt', 'too_many_pixels'],
  ],
  ['a colour profile of 16 MB', () => withSegments(jpeg(), hugeProfile(255)), ['done', 'corrupt']],
  ['EXIF of 65 kB without sense', () => withSegments(jpeg(), [hugeExif()]), ['done', 'corrupt']],
  ['200 blocks of EXIF', () => withSegments(jpeg(), Array.from({ length: 200 }, hugeExif)), ['done', 'corrupt']],
  ['EXIF that refers to itself', () => withSegments(jpeg(), [endlessExif()]), ['done', 'corrupt']],
  [
    'a colour profile that expands to 100 MB',
    () => blackPng(9, 9, [bombOf('iCCP', 'x')]),
    ['done', 'corrupt', 'too_large'],
  ],
  ['a text that expands to 100 MB', () => blackPng(9, 9, [bombOf('zTXt', 'x')]), ['done', 'corrupt', 'too_large']],
  ['zero pixels', () => blackPng(0, 0), ['corrupt', 'unsupported']],
];

function flipped(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[at]! ^= 0xff;
  return changed;
}
