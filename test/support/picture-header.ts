/** A picture's dimensions and orientation, as the specifications say to read them: an opinion beside the decoder's. */
export interface PictureHeader {
  width: number;
  height: number;
  /** Of EXIF, 1 to 8. */
  orientation: number;
}

/** Of a JPEG, PNG, GIF or WebP. */
export function pictureHeader(bytes: Buffer): PictureHeader {
  const found =
    bytes.readUInt16BE(0) === 0xffd8
      ? ofJpeg(bytes)
      : bytes.toString('latin1', 0, 3) === 'GIF'
        ? ofGif(bytes)
        : undefined;
  return found ?? (bytes.toString('latin1', 1, 4) === 'PNG' ? ofPng(bytes) : ofWebp(bytes));
}

/** The dimensions as the picture is shown. */
export function shownDimensions(bytes: Buffer): { width: number; height: number } {
  const { width, height, orientation } = pictureHeader(bytes);
  return orientation >= 5 ? { width: height, height: width } : { width, height };
}

/** The names of the chunks of a WebP. */
export function webpChunks(bytes: Buffer): string[] {
  const names: string[] = [];
  for (let at = 12; at < bytes.length; at += 8 + bytes.readUInt32LE(at + 4) + (bytes.readUInt32LE(at + 4) % 2))
    names.push(bytes.toString('latin1', at, at + 4));
  return names;
}

const ofPng = (bytes: Buffer): PictureHeader => ({
  width: bytes.readUInt32BE(16),
  height: bytes.readUInt32BE(20),
  orientation: 1,
});

const ofGif = (bytes: Buffer): PictureHeader => ({
  width: bytes.readUInt16LE(6),
  height: bytes.readUInt16LE(8),
  orientation: 1,
});

function ofWebp(bytes: Buffer): PictureHeader {
  const kind = bytes.toString('latin1', 12, 16);
  if (kind === 'VP8X')
    return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1, orientation: 1 };
  if (kind === 'VP8L') {
    const bits = bytes.readUInt32LE(21);
    return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1, orientation: 1 };
  }
  return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff, orientation: 1 };
}

function ofJpeg(bytes: Buffer): PictureHeader {
  let orientation = 1;
  for (let at = 2; at < bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes.readUInt8(at + 1);
    const segment = bytes.subarray(at + 4, at + 2 + bytes.readUInt16BE(at + 2));
    if (marker === 0xe1 && segment.toString('latin1', 0, 4) === 'Exif')
      orientation = orientationOf(segment.subarray(6));
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { height: segment.readUInt16BE(1), width: segment.readUInt16BE(3), orientation };
  }
  throw new Error('The JPEG has no frame');
}

function orientationOf(tiff: Buffer): number {
  const little = tiff.toString('latin1', 0, 2) === 'II';
  const u16 = (at: number) => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const first = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  for (let entry = 0; entry < u16(first); entry++) {
    const at = first + 2 + entry * 12;
    if (u16(at) === 0x0112) return u16(at + 8);
  }
  return 1;
}
