import sharp from 'sharp';

/** The four corners of a picture, clockwise from the upper left one. */
export const corners = {
  red: [200, 30, 30],
  green: [30, 160, 30],
  blue: [30, 30, 200],
  grey: [120, 120, 120],
} as const;

const WIDTH = 400;
const HEIGHT = 200;

/** 400 × 200 pixels; each corner has a colour of its own. */
export function colouredPicture() {
  const pixels = Buffer.alloc(WIDTH * HEIGHT * 3);
  for (let y = 0; y < HEIGHT; y++)
    for (let x = 0; x < WIDTH; x++) {
      const isLeft = x < WIDTH / 2;
      const colour = y < HEIGHT / 2 ? (isLeft ? 'red' : 'green') : isLeft ? 'grey' : 'blue';
      pixels.set(corners[colour], (y * WIDTH + x) * 3);
    }
  return sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
}

/** How a camera stores a picture that is shown upright by each orientation of EXIF. */
const stored: Record<number, { rotate?: number; flip?: boolean; flop?: boolean }> = {
  1: {},
  2: { flop: true },
  3: { rotate: 180 },
  4: { flip: true },
  5: { rotate: 90, flop: true },
  6: { rotate: 270 },
  7: { rotate: 270, flop: true },
  8: { rotate: 90 },
};

/** A JPEG of the coloured picture, stored in this orientation and tagged with it, with all metadata of a telephone. */
export async function orientedJpeg(orientation: number): Promise<Buffer> {
  const { rotate = 0, flip = false, flop = false } = stored[orientation]!;
  const turned = await colouredPicture().rotate(rotate).png().toBuffer();
  const bytes = await sharp(turned).flip(flip).flop(flop).jpeg({ quality: 95 }).toBuffer();
  return withSegments(bytes, [exif(orientation), xmp(), comment()]);
}

/** Words that only the metadata has. */
export const privateWords = ['Exif', 'a private place', 'ns.adobe.com', 'a private thought', 'WGS-84'];

/** Puts segments behind the start of a JPEG. */
export function withSegments(jpeg: Buffer, segments: Buffer[]): Buffer {
  return Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);
}

export function jpegSegment(marker: number, content: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
}

const xmp = () =>
  jpegSegment(
    0xe1,
    Buffer.from('http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x="adobe:ns:meta/">a private place</x:xmpmeta>'),
  );
const comment = () => jpegSegment(0xfe, Buffer.from('a private thought'));

interface ExifEntry {
  tag: number;
  type: 2 | 3 | 4 | 5;
  values: number[] | string;
}

/** EXIF, big-endian: a description, the orientation, and a place on earth. */
export function exif(orientation: number): Buffer {
  const gps: ExifEntry[] = [
    { tag: 0x0001, type: 2, values: 'N' },
    { tag: 0x0002, type: 5, values: [52, 1, 31, 1, 12, 1] },
    { tag: 0x0003, type: 2, values: 'E' },
    { tag: 0x0004, type: 5, values: [13, 1, 24, 1, 18, 1] },
    { tag: 0x0012, type: 2, values: 'WGS-84' },
  ];
  const main: ExifEntry[] = [
    { tag: 0x010e, type: 2, values: 'a private place' },
    { tag: 0x0112, type: 3, values: [orientation] },
    { tag: 0x8825, type: 4, values: [0] },
  ];
  const start = Buffer.from('4d4d002a00000008', 'hex');
  const first = directory(main, 8);
  main[2]!.values = [8 + first.length];
  const tiff = Buffer.concat([start, directory(main, 8), directory(gps, 8 + first.length)]);
  return jpegSegment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), tiff]));
}

function directory(entries: ExifEntry[], offset: number): Buffer {
  const head = Buffer.alloc(2 + entries.length * 12 + 4);
  head.writeUInt16BE(entries.length, 0);
  const behind: Buffer[] = [];
  let at = offset + head.length;
  entries.forEach(({ tag, type, values }, n) => {
    const place = 2 + n * 12;
    const content = contentOf(type, values);
    head.writeUInt16BE(tag, place);
    head.writeUInt16BE(type, place + 2);
    head.writeUInt32BE(typeof values === 'string' ? content.length : values.length / (type === 5 ? 2 : 1), place + 4);
    if (content.length <= 4) return void content.copy(head, place + 8);
    head.writeUInt32BE(at, place + 8);
    behind.push(content);
    at += content.length;
  });
  return Buffer.concat([head, ...behind]);
}

function contentOf(type: ExifEntry['type'], values: ExifEntry['values']): Buffer {
  if (typeof values === 'string') return Buffer.from(`${values}\0`);
  const bytes = Buffer.alloc(values.length * (type === 3 ? 2 : 4));
  values.forEach((value, n) => (type === 3 ? bytes.writeUInt16BE(value, n * 2) : bytes.writeUInt32BE(value, n * 4)));
  return bytes;
}
