import { deflateRawSync, gzipSync } from 'node:zlib';
import { eicar, elf, exe, gz, noise, pdf, png, zipOf } from './fixtures.js';
import { seeded } from './seeded.js';
import { writeTar } from './tar-writer.js';
import { writeZip } from './zip-writer.js';

export interface Variant {
  /** How it was made, so that it can be made again. */
  recipe: string;
  bytes: Buffer;
}

type Draw = {
  below(limit: number): number;
  of<T>(list: readonly T[]): T;
};

const MEMBER = 'eicar.com';

/** Malformed and ambiguous archives. */
function crafted(draw: Draw): [string, Buffer][] {
  const data = eicar();
  const filler = { name: 'a.txt', data: Buffer.from('filler '.repeat(draw.below(40))) };
  const descriptor = draw.of([undefined, 'marked', 'bare', 'wide'] as const);
  const method = draw.of([0, 8]);
  const zip = () => writeZip([filler, { name: MEMBER, data, method, descriptor }], { zip64: draw.of([undefined, {}]) });
  const inner = zipOf({ [MEMBER]: data });
  return [
    ['zip', zip()],
    ['zip, one member', writeZip([{ name: MEMBER, data, descriptor }])],
    ['zip in the comment of a zip', writeZip([filler], { comment: inner })],
    [
      'zip with a hidden member',
      writeZip([filler, { name: MEMBER, data, unlisted: true }, { name: 'b', data: noise(9) }]),
    ],
    ['tar', writeTar([filler, { name: MEMBER, data }])],
    [
      'tar with a pax header',
      writeTar([
        { name: 'pax', data: Buffer.from('20 comment=hellohello\n'.slice(-20)), type: 'x' },
        { name: MEMBER, data },
      ]),
    ],
    [
      'tar with a long name',
      writeTar([
        { name: '././@LongLink', data: Buffer.from(`${'n'.repeat(120)}\0`), type: 'L' },
        { name: 'n', data },
      ]),
    ],
    ['tar of a zip', writeTar([{ name: 'a.zip', data: inner }])],
    ['gzip', gz(data)],
    ['gzip with a name and an extra field', gzipWithFields(data, inner)],
    ['zip of a lone deflate', Buffer.concat([inner.subarray(0, inner.indexOf('PK\x01\x02')), deflateRawSync(data)])],
  ];
}

function gzipWithFields(data: Buffer, extra: Buffer): Buffer {
  const plain = gzipSync(data);
  const length = Buffer.alloc(2);
  length.writeUInt16LE(extra.length);
  return Buffer.concat([
    plain.subarray(0, 3),
    Buffer.from([4 | 8]),
    plain.subarray(4, 10),
    length,
    extra,
    Buffer.from('name\0'),
    plain.subarray(10),
  ]);
}

type Change = (bytes: Buffer, draw: Draw) => [what: string, bytes: Buffer];

const lengths = [1, 2, 3, 7, 16, 100, 256, 511, 512, 513, 1024, 4096, 10_240, 32_768, 70_000];
const others: Record<string, (length: number) => Buffer> = {
  noise: (length) => noise(length, `${length}`),
  zeros: (length) => Buffer.alloc(length),
  text: (length) => Buffer.from('lorem ipsum '.repeat(length / 12 + 1)).subarray(0, length),
  png: () => png(),
  pdf: () => pdf(),
  exe: () => exe(),
  elf: () => elf(),
  script: () => Buffer.from('#!/bin/sh\nexit 0\n'),
  gzip: () => gz(Buffer.from('before')),
  'empty zip': () => zipOf({}),
  zip: () => zipOf({ 'b.txt': 'harmless' }),
  tar: () => writeTar([{ name: 'b.txt', data: Buffer.from('harmless') }]),
  'two end records': () => Buffer.concat([zipOf({}), zipOf({})]),
};

function other(draw: Draw): [string, Buffer] {
  const name = draw.of(Object.keys(others));
  const length = draw.of(lengths);
  return [`${name} ${length}`, others[name]!(length)];
}

const changes: Change[] = [
  (bytes, draw) => {
    const [name, before] = other(draw);
    return [`behind ${name}`, Buffer.concat([before, bytes])];
  },
  (bytes, draw) => {
    const [name, behind] = other(draw);
    return [`before ${name}`, Buffer.concat([bytes, behind])];
  },
  (bytes, draw) => {
    const at = draw.of([
      draw.below(bytes.length),
      draw.below(Math.min(bytes.length, 600)),
      bytes.length - 1 - draw.below(Math.min(bytes.length, 60)),
    ]);
    const value = draw.of([0, 1, 0x20, 0x30, 0x7f, 0x80, 0xff, draw.below(256)]);
    const copy = Buffer.from(bytes);
    copy[at] = value;
    return [`byte ${at} = ${value}`, copy];
  },
  (bytes, draw) => {
    const end = bytes.length - draw.below(Math.min(bytes.length, 1200));
    return [`cut at ${end}`, bytes.subarray(0, end)];
  },
  (bytes, draw) => {
    const at = draw.below(Math.min(bytes.length, 1000));
    const length = 1 + draw.below(30);
    return [`without ${length} at ${at}`, Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)])];
  },
  changedZip,
  changedZip,
  changedTar,
  changedTar,
];

/** Another value in a field of a zip's records. */
function changedZip(bytes: Buffer, draw: Draw): [string, Buffer] {
  const [name, mark, fields] = draw.of([
    ['end', 'PK\x05\x06', [4, 6, 8, 10, 12, 14, 16, 18, 20]],
    ['end', 'PK\x05\x06', [4, 6, 8, 10, 12, 14, 16, 18, 20]],
    ['entry', 'PK\x01\x02', [6, 8, 10, 16, 20, 24, 28, 30, 32, 34, 42]],
    ['local', 'PK\x03\x04', [4, 6, 8, 14, 18, 22, 26, 28]],
    ['zip64', 'PK\x06\x06', [4, 24, 32, 40, 48]],
    ['locator', 'PK\x06\x07', [4, 8, 16]],
  ] as const);
  const at = bytes.lastIndexOf(Buffer.from(mark, 'latin1'));
  if (at < 0 || at + 50 > bytes.length + 28) return ['', bytes];
  const field = draw.of<number>(fields);
  const value = draw.of([
    0,
    1,
    2,
    0xffff,
    bytes.readUInt16LE(Math.min(at + field, bytes.length - 2)) + draw.of([-1, 1, 100]),
    draw.below(0x10000),
  ]);
  const copy = Buffer.from(bytes);
  if (at + field + 2 <= copy.length) copy.writeUInt16LE(value & 0xffff, at + field);
  return [`${name}[${field}] = ${value}`, copy];
}

const octals: Record<string, (value: number, length: number) => string | Buffer> = {
  plain: (value, length) => `${value.toString(8).padStart(length - 1, '0')}\0`,
  'without end': (value, length) => value.toString(8).padStart(length, '0'),
  spaces: (value, length) => `${value.toString(8).padStart(length - 1)} `,
  'garbage behind': (value, length) => `${value.toString(8)}\0`.padEnd(length, 'x'),
  'garbage behind a space': (value, length) => `${value.toString(8)} `.padEnd(length, '7'),
  nothing: (_, length) => '\0'.repeat(length),
  blanks: (_, length) => ' '.repeat(length),
  '0o': (value, length) => `0o${value.toString(8)}\0`.padEnd(length, '\0'),
  underscore: (value, length) => `0_${value.toString(8)}\0`.padEnd(length, '\0'),
  binary: (value, length) => {
    const field = Buffer.alloc(length);
    field.writeUInt32BE(value, length - 4);
    field[0] = 0x80;
    return field;
  },
};

/** A modified header of a tar, with a checksum that at least one kind of reader accepts. */
function changedTar(bytes: Buffer, draw: Draw): [string, Buffer] {
  const copy = Buffer.from(bytes);
  const at = 512 * draw.below(Math.min(4, Math.floor(bytes.length / 512)));
  if (at + 512 > copy.length || !/^[0-7 ]{3}/.test(copy.toString('latin1', at + 148, at + 151))) return ['', bytes];
  const size = Number.parseInt(copy.toString('latin1', at + 124, at + 135), 8) || 0;
  const written = draw.of(Object.keys(octals));
  const spoiled = draw.of<[string, () => void]>([
    [`size ${written}`, () => copy.fill(asBytes(octals[written]!(size, 12)), at + 124, at + 136)],
    ['no name, a prefix', () => void copy.fill(0, at, at + 100).write('folder', at + 345)],
    ['a name of eight bits', () => copy.fill(0xe9, at, at + 40)],
    ['no magic', () => copy.fill(0, at + 257, at + 265)],
    ['the magic of GNU', () => copy.write('ustar  \0', at + 257, 'latin1')],
    [
      'another type',
      () =>
        copy.write(
          draw.of(['\0', '1', '2', '5', '7', 'x', 'g', 'K', 'S', 'X', 'V', 'M', 'D', 'Z']),
          at + 156,
          'latin1',
        ),
    ],
    ['no mode', () => copy.fill(0, at + 100, at + 124)],
    ['a negative size', () => copy.fill(0xff, at + 124, at + 136)],
    [
      'a larger size',
      () => copy.write(octals['plain']!(size + draw.of([1, 511, 512, 1024]), 12) as string, at + 124, 'latin1'),
    ],
    ['nothing', () => undefined],
  ]);
  spoiled[1]();
  const summed = draw.of(Object.keys(octals));
  const signed = draw.below(3) === 0;
  copy.fill(0x20, at + 148, at + 156);
  let sum = 0;
  for (let i = 0; i < 512; i++) sum += signed ? copy.readInt8(at + i) : copy.readUInt8(at + i);
  copy.fill(asBytes(octals[summed]!(Math.max(0, sum), 8)), at + 148, at + 156);
  return [`header ${at / 512}: ${spoiled[0]}, sum ${summed}${signed ? ' signed' : ''}`, copy];
}

function asBytes(text: string | Buffer): Buffer {
  return Buffer.from(text as string, 'latin1');
}

/** Always the same variants for a seed. */
export function* archiveVariants(seed: number, written: [string, Buffer][]): Generator<Variant> {
  const random = seeded(seed);
  const draw: Draw = {
    below: (limit) => Math.floor(random() * limit),
    of: (list) => list[Math.floor(random() * list.length)]!,
  };
  for (;;) {
    const [name, original] = draw.of(draw.below(2) ? written : crafted(draw));
    const recipe = [name];
    let bytes: Buffer = original;
    for (let left = 1 + draw.below(3); left > 0 && bytes.length > 0; left--) {
      const [what, changed] = draw.of(changes)(bytes, draw);
      if (what) recipe.push(what);
      bytes = changed;
    }
    yield { recipe: recipe.join('; '), bytes };
  }
}
