import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';

type Kind = 'harmless' | 'infected';

const root = new URL('../../../test/fixtures/archives/', import.meta.url);
const read = <T>(name: string) => JSON.parse(readFileSync(new URL(name, root), 'utf8')) as T;
const unpacked = (base64: string) => brotliDecompressSync(Buffer.from(base64, 'base64'));

const packed = () => read<Record<string, Record<Kind, string>>>('archives.json');

/** Archives of two files as tools write them (`test/fixtures/archives/make.sh`), by their names. */
export function writtenArchives(kind: Kind): [name: string, bytes: Buffer][] {
  return Object.entries(packed()).map(([name, of]) => [name, unpacked(of[kind])]);
}

/** One of them: to unpack all takes a tenth of a second. */
export function writtenArchive(name: string, kind: Kind): Buffer {
  return unpacked(packed()[name]![kind]);
}

/** RARs as WinRAR writes them: samples of libarchive's tests, under its licence (BSD). */
export function rars(): Record<string, Buffer> {
  const all = Object.entries(read<Record<string, string>>('rars-of-libarchive.json'));
  return Object.fromEntries(all.map(([name, packed]) => [name, unpacked(packed)]));
}
