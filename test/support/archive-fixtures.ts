import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';

type Kind = 'harmless' | 'infected';

const root = new URL('../../../test/fixtures/archives/', import.meta.url);
const read = <T>(name: string) => JSON.parse(readFileSync(new URL(name, root), 'utf8')) as T;
const unpacked = (base64: string) => brotliDecompressSync(Buffer.from(base64, 'base64'));

/** Archives of two files as tools write them (`test/fixtures/archives/make.sh`), by their names. */
export function writtenArchives(kind: Kind): [name: string, bytes: Buffer][] {
  const all = Object.entries(read<Record<string, Record<Kind, string>>>('archives.json'));
  return all.map(([name, packed]) => [name, unpacked(packed[kind])]);
}

/** One of them. */
export function writtenArchive(name: string, kind: Kind): Buffer {
  return new Map(writtenArchives(kind)).get(name)!;
}

/** RARs as WinRAR writes them: samples of libarchive's tests, under its licence (BSD). */
export function rars(): Record<string, Buffer> {
  const all = Object.entries(read<Record<string, string>>('rars-of-libarchive.json'));
  return Object.fromEntries(all.map(([name, packed]) => [name, unpacked(packed)]));
}
