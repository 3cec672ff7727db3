import * as make from './fixtures.js';
import { p7m } from './carriers.js';
import { writeTar } from './tar-writer.js';
import { writeZip, type ZipMember } from './zip-writer.js';

/** The verdict that every scanner must reach for a file, and the end of its upload. */
export interface Hostile {
  declared: string;
  bytes: () => Buffer;
  verdict: 'clean' | 'infected' | 'unscannable';
  /** The upload's `status_reason`; undefined when the file is harmless. */
  reason: RegExp | undefined;
}

const MIB = 1024 * 1024;
const [ZIP, GZIP, TAR, BYTES] = [
  'application/zip',
  'application/gzip',
  'application/x-tar',
  'application/octet-stream',
];
const { eicar, gz, noise, tarOf, zipOf } = make;

const infected = (declared: string, bytes: () => Buffer): Hostile => ({
  declared,
  bytes,
  verdict: 'infected',
  reason: /^infected:./,
});
const unscannable = (declared: string, bytes: () => Buffer, why = '[a-z_]+'): Hostile => ({
  declared,
  bytes,
  verdict: 'unscannable',
  reason: new RegExp(`^unscannable:(?:${why})$`),
});
const mistyped = (declared: string, bytes: () => Buffer): Hostile => ({
  declared,
  bytes,
  verdict: 'clean',
  reason: /^mime_mismatch$/,
});

const zip = (members: ZipMember[]) => () => writeZip(members);
const many = (count: number, last: Buffer = Buffer.from('x')): Record<string, Buffer> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, i === count - 1 ? last : Buffer.from('x')]));

/** Four zips in each of eight zips, the same one over and over: 65,536 at the bottom, a kilobyte or two on top. */
function endless(): Buffer {
  let bytes: Buffer = Buffer.from('bottom');
  for (let level = 0; level < 8; level++) {
    const inner = bytes;
    bytes = zipOf(Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`${name}.zip`, inner])));
  }
  return bytes;
}

/** Directory entries without number that all name the same bytes, as the better-known bombs do. */
function overlapping(count: number): Buffer {
  const data = Buffer.alloc(100_000);
  const first = { name: '0', data };
  const localBytes = writeZip([first]).readUInt32LE(18) + 31;
  const others = Array.from({ length: count - 1 }, (_, i) => ({
    ...first,
    name: String((i + 1) % 10),
    startsEarlier: localBytes * (i + 1),
  }));
  return writeZip([first, ...others]);
}

const mail = (attachment: Buffer): Buffer =>
  Buffer.from(
    [
      'From: a@example.com',
      'To: b@example.com',
      'Subject: Invoice',
      'MIME-Version: 1.0',
      'Content-Type: application/octet-stream; name="invoice.com"',
      'Content-Transfer-Encoding: base64',
      'Content-Disposition: attachment; filename="invoice.com"',
      '',
      attachment.toString('base64').replace(/.{76}/g, '$&\r\n'),
      '',
    ].join('\r\n'),
  );

/** Files that attack a scanner or the people who open them. All are small and made by code. */
export const hostile: Record<string, Hostile> = {
  // Bombs
  'a zip that expands a thousand times': unscannable(ZIP, () => make.zipBomb(24 * MIB), 'archive_ratio'),
  'ten zips, one in another': unscannable(ZIP, () => make.nestedZip(10, make.pdf()), 'archive_too_deep'),
  'zips in zips without end': unscannable(ZIP, endless),
  '12,000 members, the last one EICAR': unscannable(ZIP, () => zipOf(many(12_000, eicar()))),
  'a tar of 12,000 members': unscannable(GZIP, () => gz(tarOf(many(12_000)))),
  'a member of 4 GiB, as it says': unscannable(ZIP, zip([{ name: 'a', data: noise(99), declaredSize: 0xfffffff0 }])),
  'one member under two hundred names': unscannable(ZIP, () => overlapping(200)),
  'a gzip that expands a thousand times': unscannable(GZIP, () => gz(Buffer.alloc(48 * MIB))),
  'the same, in six pieces': unscannable(GZIP, () =>
    Buffer.concat(Array.from({ length: 6 }, () => gz(Buffer.alloc(8 * MIB)))),
  ),
  'a tar member larger than the tar': unscannable(TAR, () =>
    writeTar([{ name: 'a', data: noise(99), declaredSize: 0o77777777777 }]),
  ),
  'a bomb beside EICAR': infected(ZIP, () => zipOf({ 'a.bin': Buffer.alloc(24 * MIB), 'b.com': eicar() })),
  // Encrypted, and of formats that cannot be opened
  'an encrypted member': unscannable(ZIP, () => make.encryptedZip(), 'encrypted'),
  'a 7z of noise': unscannable('application/x-7z-compressed', () =>
    Buffer.concat([make.archiveHeads['7z']!, noise(200, 'a 7z')]),
  ),
  'a rar of noise': unscannable('application/vnd.rar', () =>
    Buffer.concat([make.archiveHeads.rar5!, noise(200, 'rar')]),
  ),
  'an ace': unscannable('application/x-ace-compressed', make.ace, 'archive_format'),
  'a document with a password': unscannable(BYTES, make.encryptedOffice, 'encrypted'),
  'an unknown method': unscannable(ZIP, zip([{ name: 'a', data: noise(99), method: 99 }]), 'archive_method'),
  // Wrong headers
  'a wrong data descriptor': unscannable(
    ZIP,
    zip([{ name: 'a', data: noise(99), descriptor: 'lying' }]),
    'archive_corrupt',
  ),
  'a wrong zip64 record': unscannable(ZIP, () => zipOf({ a: 'a' }, { zip64: { entries: 9 } }), 'archive_corrupt'),
  'a wrong checksum': unscannable(ZIP, zip([{ name: 'a', data: noise(99), declaredCrc: 1 }]), 'archive_corrupt'),
  'a zip cut short': unscannable(ZIP, () => zipOf({ a: noise(5000) }).subarray(0, 4000), 'archive_corrupt'),
  'a gzip behind the end of a gzip': unscannable(
    GZIP,
    () => Buffer.concat([gz(noise(99)), Buffer.alloc(9), gz(noise(99))]),
    'archive_corrupt',
  ),
  'a member hidden between two': unscannable(
    ZIP,
    zip([
      { name: 'a', data: noise(9) },
      { name: 'hidden', data: noise(99), unlisted: true },
      { name: 'b', data: noise(9) },
    ]),
    'polyglot',
  ),
  // Polyglots
  'a zip behind other bytes': unscannable(BYTES, () => zipOf({ a: 'a' }, { prefix: noise(300) }), 'polyglot'),
  'a PDF that is a zip': unscannable('application/pdf', make.pdfZipPolyglot, 'polyglot'),
  'a picture that is a zip': unscannable(
    'image/png',
    () => zipOf({ a: 'a' }, { prefix: make.png(), adjustOffsets: true }),
    'polyglot',
  ),
  'a zip before 70,000 bytes': unscannable(
    BYTES,
    () => zipOf({ a: 'a' }, { prefix: noise(99), suffix: noise(70_000) }),
    'polyglot',
  ),
  'a zip whose end record counts nothing': unscannable(
    BYTES,
    () => zipOf({ a: 'a' }, { prefix: noise(99), declaredEntries: 0 }),
    'polyglot',
  ),
  'a zip without a directory behind other bytes': unscannable(
    BYTES,
    () => Buffer.concat([noise(99), make.firstMembers(zipOf({ a: 'a', b: 'b' }))]),
    'polyglot',
  ),
  'a tar behind other bytes': unscannable(
    BYTES,
    () => Buffer.concat([noise(512), tarOf({ a: noise(99) })]),
    'polyglot',
  ),
  'a program and a damaged archive': unscannable(
    BYTES,
    () => Buffer.concat([make.exe(), make.archiveHeads.bz2!]),
    'archive_corrupt',
  ),
  'a byte before a damaged archive': unscannable(
    BYTES,
    () => Buffer.concat([Buffer.from('x'), make.archiveHeads.bz2!, noise(99)]),
    'polyglot',
  ),
  'a byte behind the end of a zip': unscannable(
    ZIP,
    () => zipOf({ a: 'a' }, { suffix: Buffer.from('x') }),
    'archive_corrupt',
  ),
  'a script that begins as a picture': mistyped('image/gif', make.gifScript),
  'a page before a picture': mistyped('image/png', make.htmlWithPng),
  'a page called a picture': mistyped('image/png', make.html),
  'a drawing with a script called a picture': mistyped('image/png', make.svg),
  'a program called a PDF': mistyped('application/pdf', make.exe),
  'macros under the name of a plain document': mistyped(
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    make.docm,
  ),
  'controls under the mark of UTF-16': mistyped('text/csv', () => Buffer.from('fffe010002000300', 'hex')),
  // Hidden EICAR
  'EICAR at the end of 4 MiB': infected(BYTES, () =>
    Buffer.concat([Buffer.alloc(4 * MIB, 'not a test file '), eicar()]),
  ),
  'EICAR five zips deep': infected(ZIP, () => make.nestedZip(5, eicar())),
  'EICAR in a mail, in base64': infected('message/rfc822', () => mail(eicar())),
  'EICAR in the second half of a gzip': infected(GZIP, () => Buffer.concat([gz(noise(99)), gz(eicar())])),
  'EICAR behind 9 MiB of a member': infected(ZIP, () =>
    zipOf({ a: Buffer.concat([Buffer.alloc(9 * MIB, 'not a test file '), eicar()]) }),
  ),
  'EICAR in a signed message': infected(BYTES, () => p7m(zipOf({ 'e.com': eicar() }))),
  'EICAR in a program that unpacks itself': infected(BYTES, () =>
    zipOf({ 'e.com': eicar() }, { prefix: make.exe(), adjustOffsets: true }),
  ),
  'EICAR in a zip behind a picture': infected(BYTES, () => zipOf({ 'e.com': eicar() }, { prefix: make.png() })),
  'EICAR beside a member that cannot be opened': infected(
    ZIP,
    zip([
      { name: 'a', data: noise(99), method: 99 },
      { name: 'b', data: eicar() },
    ]),
  ),
  'EICAR in a zip that only streams can see': infected(
    ZIP,
    zip([
      {
        name: 'a',
        data: zipOf({ 'e.com': Buffer.concat([eicar(), noise(9)]) }),
        method: 0,
        local: { size: 0, compressedSize: 0 },
      },
    ]),
  ),
  // EICAR in another encoding is other bytes and harmless, so it is clean.
  'EICAR in UTF-16': {
    declared: 'text/plain',
    bytes: () => Buffer.from(`\ufeff${eicar().toString('latin1')}`, 'utf16le'),
    verdict: 'clean',
    reason: undefined,
  },
};
