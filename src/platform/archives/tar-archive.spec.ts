import { describe, expect, it } from '@jest/globals';
import { writeTar, type TarMember } from '../../../test/support/tar-writer.js';
import { zipOf } from '../../../test/support/fixtures.js';
import { tarMembers } from './tar-archive.js';
import { parseTarHeader, resemblesTarHeader } from './tar-header.js';

async function read(bytes: Buffer): Promise<string[]> {
  const members: string[] = [];
  const source = (async function* () {
    yield bytes;
  })();
  for await (const { content } of tarMembers(source)) {
    const chunks: Buffer[] = [];
    for await (const chunk of content) chunks.push(chunk);
    members.push(Buffer.concat(chunks).toString('latin1'));
  }
  return members;
}

const file = (more: Partial<TarMember> = {}): TarMember => ({ name: 'a', data: Buffer.from('content'), ...more });

/** The first header written otherwise, and its sum again. */
function spoiled(
  change: (header: Buffer) => void,
  sumOf = (sum: number) => `${sum.toString(8).padStart(6, '0')}\0 `,
): Buffer {
  const bytes = writeTar([file()]);
  change(bytes);
  bytes.fill(' ', 148, 156);
  const sum = bytes.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  bytes.write(sumOf(sum), 148, 'latin1');
  return bytes;
}

const withoutMagic = (header: Buffer) => void header.fill(0, 257, 265);
const signed = (header: Buffer) => (sum: number) =>
  `${(sum - 256 * header.subarray(0, 512).filter((byte) => byte > 127).length).toString(8).padStart(6, '0')}\0 `;

describe('a header of a tar', () => {
  const eightBits = spoiled((header) => void header.fill(0xe9, 0, 10));

  it.each<[string, Buffer]>([
    ['an ordinary one', writeTar([file()])],
    ['no name but a prefix', spoiled((header) => void header.fill(0, 0, 100).write('folder', 345))],
    ['a sum of signed bytes', spoiled((header) => void header.fill(0xe9, 0, 10), signed(eightBits))],
    [
      'a sum without an end',
      spoiled(
        () => undefined,
        (sum) => sum.toString(8).padStart(8, '0'),
      ),
    ],
    ['no magic', spoiled(withoutMagic)],
  ])('is read with %s', (_, bytes) => {
    expect(resemblesTarHeader(bytes.subarray(0, 512))).toBe(true);
    expect(parseTarHeader(bytes.subarray(0, 512))).toMatchObject({ size: 7 });
  });

  it.each<[string, Buffer]>([
    ['bytes behind the end of its size', spoiled((header) => void header.write('7\0xxxxxxxxxx', 124))],
    ['bytes behind the end of its sum', spoiled(withoutMagic, (sum) => `${sum.toString(8)}\0`.padEnd(8, 'x'))],
    ['no size', spoiled((header) => void header.fill(0, 124, 136))],
    ['a negative size', spoiled((header) => void header.fill(0xff, 124, 136))],
    ['a sum in binary', spoiled(withoutMagic, (sum) => `\x80\0\0\0\0\0${String.fromCharCode(sum >> 8, sum & 0xff)}`)],
    ['a wrong sum under its magic', writeTar([file()]).fill('1', 148, 150)],
  ])('is known, and not read, with %s', (_, bytes) => {
    expect(resemblesTarHeader(bytes.subarray(0, 512))).toBe(true);
    expect(parseTarHeader(bytes.subarray(0, 512))).toBeUndefined();
  });

  it.each([
    Buffer.alloc(512),
    Buffer.alloc(512, ' '),
    Buffer.alloc(512, '0'),
    Buffer.from('ustar'.repeat(103)).subarray(0, 512),
  ])('does not accept bytes that only resemble one', (bytes) => expect(resemblesTarHeader(bytes)).toBe(false));
});

describe('tarMembers', () => {
  it('reads members, folders and sizes in pax headers', async () => {
    const pax = { name: 'pax', data: Buffer.from('12 size=600\n'), type: 'x' };
    const members = [
      { name: 'd/', data: Buffer.alloc(0), type: '5' },
      file(),
      pax,
      file({ data: Buffer.alloc(600, 'x'), declaredSize: 0 }),
    ];
    expect(await read(writeTar(members))).toEqual(['', 'content', 'x'.repeat(600)]);
  });

  it.each<[string, TarMember[], RegExp]>([
    ['a link with bytes', [file({ type: '1' })], /announces some/],
    ['a folder with bytes', [file({ type: '5' })], /announces some/],
    ['an old folder with bytes', [file({ name: 'a/', type: '\0' })], /announces some/],
    ['a pax header without a length', [file({ type: 'x', data: Buffer.from('size=600\n') }), file()], /pax header/],
    [
      'a pax header with two sizes',
      [file({ type: 'x', data: Buffer.from('10 size=1\n10 size=2\n') }), file()],
      /pax header/,
    ],
    [
      'a pax header with a size in letters',
      [file({ type: 'x', data: Buffer.from('12 size=0x7\n') }), file()],
      /pax header/,
    ],
    [
      'a size for a long name',
      [file({ type: 'x', data: Buffer.from('11 size=20\n') }), file({ type: 'L' })],
      /no file/,
    ],
    ['a sparse member', [file({ type: 'x', data: Buffer.from('22 GNU.sparse.major=1\n') }), file()], /sparse/],
    ['a zip in a pax header', [file({ type: 'x', data: paxed(zipOf({ a: 'a' })) }), file()], /zip/],
  ])('refuses %s', async (_, members, message) => {
    await expect(read(writeTar(members))).rejects.toThrow(message);
  });

  it('refuses a zip in what fills up a block', async () => {
    const bytes = writeTar([file()]);
    bytes.write('PK\x05\x06', 1024 - 40, 'latin1');
    await expect(read(bytes)).rejects.toThrow(/zip/);
  });
});

/** One record of a pax header around any bytes. */
function paxed(value: Buffer): Buffer {
  const rest = value.length + ' a=\n'.length;
  const length = rest + String(rest + 3).length;
  return Buffer.concat([Buffer.from(`${length} a=`), value, Buffer.from('\n')]);
}
