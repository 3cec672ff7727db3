import { crc32, deflateSync } from 'node:zlib';

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** A grey RGB picture of the given size. */
export function png(width = 8, height = 8): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, 0x7f)]);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** One white pixel. */
export function jpeg(): Buffer {
  return Buffer.from(
    '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////' +
      '////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=',
    'base64',
  );
}

/** One transparent pixel. */
export function gif(): Buffer {
  return Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
}

/** One pixel, lossless. */
export function webp(): Buffer {
  return Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64');
}

/** A drawing that would run a script if it were ever shown inline. */
export function svg(): Buffer {
  return Buffer.from(
    '<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>\n',
  );
}

/** The boxes every MP4 starts with. */
export function mp4(): Buffer {
  return Buffer.concat([
    Buffer.from('00000020667479706d703432000000006d70343269736f6d0000000000000000', 'hex'),
    Buffer.from('0000000866726565', 'hex'),
    Buffer.from('000000086d646174', 'hex'),
  ]);
}

/** An ID3v2 tag and one silent MPEG layer III frame. */
export function mp3(): Buffer {
  return Buffer.concat([Buffer.from('49443303000000000000', 'hex'), Buffer.from('fffb9064', 'hex'), Buffer.alloc(413)]);
}

/** The EBML header of a WebM file. */
export function webm(): Buffer {
  return Buffer.from(
    '1a45dfa39f4286810142f7810142f2810442f381084282847765626d42878104428581021853806701ffffffffffffff',
    'hex',
  );
}

/** One black pixel. */
export function bmp(): Buffer {
  const head =
    '424d3a000000000000003600000028000000010000000100000001001800000000000400000000000000000000000000000000000000';
  return Buffer.from(`${head}00000000`, 'hex');
}

/** One black pixel, uncompressed. */
export function tiff(): Buffer {
  return Buffer.from(
    '49492a000800000005000001030001000000010000000101030001000000010000000601030001000000010000001101040001000000' +
      '4a000000170104000100000001000000000000000000',
    'hex',
  );
}

/** An icon of one bitmap. */
export function ico(): Buffer {
  return Buffer.concat([
    Buffer.from('00000100010001010000010020003000000016000000', 'hex'),
    Buffer.from('28000000010000000200000001002000', 'hex'),
    Buffer.alloc(32),
  ]);
}
