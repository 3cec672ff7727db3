import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { noise } from '../../../test/support/fixtures.js';
import { TemporaryFiles } from './temporary-files.js';

describe('TemporaryFiles', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'airlock-spool-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('reads any range of what was spooled', async () => {
    const bytes = noise(200_000);
    const file = await new TemporaryFiles(directory).spool(Readable.from([bytes.subarray(0, 7), bytes.subarray(7)]));
    const read = await (await file.read(100, 150_000)).toArray();
    expect(file.size).toBe(bytes.length);
    expect(Buffer.concat(read as Buffer[]).equals(bytes.subarray(100, 150_001))).toBe(true);
    await file.close();
  });

  it('keeps no name for a file, so that none outlives its process', async () => {
    const file = await new TemporaryFiles(directory).spool(Readable.from([noise(10)]));
    expect(await readdir(directory)).toEqual([]);
    await file.close();
  });

  it('clears what a crash left, and nothing else', async () => {
    await writeFile(join(directory, 'scan-0000'), 'left behind');
    await writeFile(join(directory, 'other'), 'of another program');
    await new TemporaryFiles(directory).prepare();
    expect(await readdir(directory)).toEqual(['other']);
  });

  it('closes the file when its source fails', async () => {
    const failing = Readable.from(
      (async function* () {
        yield noise(10);
        throw new Error('the store is unavailable');
      })(),
    );
    await expect(new TemporaryFiles(directory).spool(failing)).rejects.toThrow('the store is unavailable');
    expect(await readdir(directory)).toEqual([]);
  });
});
