import { randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { docx, pdf, png, zipOf } from '../../test/support/fixtures.js';
import { writeZip } from '../../test/support/zip-writer.js';

const MIB = 1024 * 1024;

/** Words in the frequency of prose, from a seed. */
export function prose(bytes: number): Buffer {
  const words =
    'the of and to in upload file begins when it is scanned 7 "clean" (later), a report for every page'.split(' ');
  let state = 7;
  const next = (most: number) => (state = (state * 48_271) % 2_147_483_647) % most;
  let text = '';
  while (text.length < bytes) text += words[next(words.length)]! + (next(12) === 0 ? '.\n' : ' ');
  return Buffer.from(text.slice(0, bytes));
}

function largePdf(bytes: number): Buffer {
  const head = pdf();
  const streams: Buffer[] = [];
  for (let left = bytes - head.length; left > 0; left -= 200_000) {
    const body = deflateRawSync(randomBytes(Math.min(left, 199_900)), { level: 1 });
    streams.push(
      Buffer.from(`9 0 obj\n<< /Length ${body.length} >>\nstream\n`),
      body,
      Buffer.from('\nendstream\nendobj\n'),
    );
  }
  const at = head.lastIndexOf('xref');
  return Buffer.concat([head.subarray(0, at), ...streams, head.subarray(at)]);
}

function film(bytes: number): Buffer {
  const head = Buffer.from('0000001866747970697366d00000020069736f6d6d7034320000', 'hex');
  head.write('isom', 8);
  const box = Buffer.alloc(8);
  box.writeUInt32BE(bytes - head.length);
  box.write('mdat', 4);
  return Buffer.concat([head, box, randomBytes(bytes - head.length - 8)]);
}

/** Large files of a kind, which are read as streams. */
export const large: Record<string, (bytes: number) => Buffer> = {
  random: (bytes) => randomBytes(bytes),
  text: prose,
  zip: (bytes) =>
    writeZip(Array.from({ length: 16 }, (_, i) => ({ name: `${i}.jpg`, data: randomBytes(Math.floor(bytes / 16)) }))),
  pdf: largePdf,
  mp4: film,
};

/** Small files of a kind, which are read at once. */
export const small: Record<string, () => Buffer> = {
  random: () => randomBytes(4096),
  text: () => prose(4096),
  json: () => Buffer.from(JSON.stringify(Array.from({ length: 60 }, (_, id) => ({ id, name: `n${id}` })))),
  png: () => png(),
  pdf: () => pdf(),
  docx: () => docx(),
  zip: () => zipOf({ 'a.txt': prose(4096), 'b.bin': randomBytes(2048) }),
};

export { MIB };
