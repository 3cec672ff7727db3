import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { byteCount } from './byte-count.js';
import { findSources, type Skipped } from './find-sources.js';
import { inParallel } from './in-parallel.js';
import { Journal } from './journal.js';
import { metadataOf } from './metadata-of.js';
import { fileSource, type Source } from './source.js';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'airlock-cli-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the files that arguments name', () => {
  const find = async (paths: string[], followLinks = false) => {
    const found: (Source | Skipped)[] = [];
    for await (const one of findSources(paths, { input: process.stdin, followLinks })) found.push(one);
    return found.map((one) => ({ ...one, path: one.path === '-' ? '-' : relative(folder, one.path) }));
  };
  const pathsOf = (found: Awaited<ReturnType<typeof find>>) => found.map(({ path }) => path).sort();

  beforeEach(async () => {
    await mkdir(join(folder, 'top', 'deep'), { recursive: true });
    await writeFile(join(folder, 'top', 'a.txt'), 'a');
    await writeFile(join(folder, 'top', 'deep', 'b.txt'), 'bb');
    await symlink('..', join(folder, 'top', 'deep', 'round'));
    await symlink('a.txt', join(folder, 'top', 'link.txt'));
    await symlink('nowhere', join(folder, 'top', 'broken'));
  });

  it('are those of folders too, each with its place; links in them are left out', async () => {
    const found = await find([join(folder, 'top')]);
    expect(pathsOf(found)).toEqual(['top/a.txt', 'top/broken', 'top/deep/b.txt', 'top/deep/round', 'top/link.txt']);
    const files = found.filter((one) => 'size' in one);
    expect(files.map((one) => 'placed' in one && one.placed).sort()).toEqual(['top/a.txt', 'top/deep/b.txt']);
    expect(found.filter((one) => 'why' in one && one.isFailure)).toEqual([]);
  });

  it('are followed on request, never in circles', async () => {
    const found = await find([join(folder, 'top')], true);
    expect(pathsOf(found)).toEqual(['top/a.txt', 'top/broken', 'top/deep/b.txt', 'top/link.txt']);
    expect(found.filter((one) => 'why' in one)).toMatchObject([{ path: 'top/broken', isFailure: true }]);
  });

  it('may be links that are named, standard input, and missing ones that are told', async () => {
    expect(await find([join(folder, 'top', 'link.txt')])).toMatchObject([{ path: 'top/link.txt', size: 1 }]);
    expect(await find(['-'])).toMatchObject([{ path: '-' }]);
    expect(await find([join(folder, 'none')])).toMatchObject([
      { path: 'none', why: 'does not exist', isFailure: true },
    ]);
  });
});

describe('the journal of a command', () => {
  const run = { url: 'http://a', bucket: 'assets', metadata: {}, paths: ['x'] };
  const source = (modifiedMs = 1) => fileSource('x', 3, modifiedMs);
  const open = (more = {}, isNew = false) => Journal.open({ XDG_STATE_HOME: folder }, { ...run, ...more }, isNew);

  it('remembers what is done until everything is', async () => {
    await (await open()).add(source(), 'upl_1');
    expect((await open()).fileIdOf(source())).toBe('upl_1');
    expect((await open()).fileIdOf(source(2))).toBeUndefined();
    for (const other of [{ bucket: 'b' }, { url: 'http://b' }, { metadata: { a: '1' } }, { paths: ['y'] }])
      expect((await open(other)).size).toBe(0);
    await (await open()).end();
    expect((await open()).size).toBe(0);
  });

  it('is forgotten on request, and survives a line that was cut off', async () => {
    await (await open()).add(source(), 'upl_1');
    const [name] = await readdir(join(folder, 'airlock', 'uploads'));
    await writeFile(join(folder, 'airlock', 'uploads', name!), '{"key": "cut', { flag: 'a' });
    expect((await open()).fileIdOf(source())).toBe('upl_1');
    expect((await open({}, true)).size).toBe(0);
  });
});

describe('work in parallel', () => {
  async function* numbers(count: number) {
    for (let number = 0; number < count; number += 1) yield number;
  }

  it('is at most so much at a time, and all of it', async () => {
    let [now, most, sum] = [0, 0, 0];
    await inParallel(numbers(20), 3, async (number) => {
      most = Math.max(most, (now += 1));
      await new Promise((resolve) => setImmediate(resolve));
      sum += number;
      now -= 1;
    });
    expect({ most, sum }).toEqual({ most: 3, sum: 190 });
  });

  it('ends with its first error, and takes no more', async () => {
    const taken: number[] = [];
    const work = inParallel(numbers(1000), 2, async (number) => {
      taken.push(number);
      if (number === 3) throw new Error('third');
    });
    await expect(work).rejects.toThrow('third');
    expect(taken.length).toBeLessThan(10);
  });
});

describe('options of an upload', () => {
  it('read metadata, whose values may hold =', () => {
    expect(metadataOf(['a=1', 'b=c=d', 'e='])).toEqual({ a: '1', b: 'c=d', e: '' });
    for (const wrong of [['a'], ['=1'], ['a=1', 'a=2']]) expect(() => metadataOf(wrong)).toThrow(/--metadata/);
  });

  it('read sizes in decimal units', () => {
    expect(['5GB', '5 gb', '500M', '12', '1kB'].map((text) => byteCount('max-size', text))).toEqual([
      5e9, 5e9, 5e8, 12, 1000,
    ]);
    for (const wrong of ['', '5X', '-1', '1.5GB']) expect(() => byteCount('max-size', wrong)).toThrow(/--max-size/);
  });

  it('know a file by when it was changed', async () => {
    const path = join(folder, 'a');
    await writeFile(path, 'abc');
    await utimes(path, 1, 1);
    const found = [];
    for await (const one of findSources([path], { input: process.stdin, followLinks: false })) found.push(one);
    expect(found).toMatchObject([{ size: 3, modifiedMs: 1000 }]);
  });
});
