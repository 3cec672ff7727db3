import { execFile } from 'node:child_process';
import { mkdir, open, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eicar } from './fixtures.js';

const run = promisify(execFile);

const MEMBER = 'eicar.com';
const SPARSE = 'sparse';
/** Always the same, so that the archives are. */
const SOME_TIME = new Date('2026-01-02T03:04:06Z');
const HOLE_BYTES = 128 * 1024;

type Making = [name: string, program: string, args: string[]];

const makings: Making[] = [
  ...[
    'v7tar',
    'ustar',
    'pax',
    'gnutar',
    'newc',
    'odc',
    'bin',
    'arbsd',
    'arsvr4',
    'iso9660',
    'xar',
    '7zip',
    'warc',
    'zip',
  ].map((one): Making => [one, 'bsdtar', ['-c', `--format=${one}`, '-f', `a.${one}`, MEMBER]]),
  ...['gzip', 'bzip2', 'xz', 'lzma', 'lzip', 'compress', 'zstd', 'lz4', 'uuencode'].map((one): Making => [
    `tar-${one}`,
    'bsdtar',
    ['-c', `--${one}`, '-f', `a.tar-${one}`, MEMBER],
  ]),
  ...['7z', 'zip', 'gzip', 'bzip2', 'xz', 'tar', 'wim'].map((one): Making => [
    `7z-${one}`,
    '7z',
    ['a', '-y', '-bd', `-t${one}`, `a.7z-${one}`, MEMBER],
  ]),
  ...['gnu', 'posix'].map((one): Making => [
    `sparse-${one}`,
    'tar',
    ['-c', '-S', `--format=${one}`, '-f', `a.sparse-${one}`, SPARSE],
  ]),
  ...['gnu', 'oldgnu', 'posix', 'ustar', 'v7'].map((one): Making => [
    `gnu-${one}`,
    'tar',
    ['-c', `--format=${one}`, '-f', `a.gnu-${one}`, MEMBER],
  ]),
];

/** Archives as the tools themselves write them, each with the marker in it. */
export async function writtenByTools(folder: string): Promise<[name: string, bytes: Buffer][]> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, MEMBER), eicar());
  const sparse = await open(join(folder, SPARSE), 'w');
  await sparse.write(eicar(), 0, eicar().length, HOLE_BYTES);
  await sparse.close();
  for (const name of [MEMBER, SPARSE]) await utimes(join(folder, name), SOME_TIME, SOME_TIME);
  const archives: [string, Buffer][] = [];
  for (const [name, program, args] of makings)
    if (await run(program, args, { cwd: folder }).catch(() => undefined))
      archives.push([name, await readFile(join(folder, `a.${name}`))]);
  return archives;
}
