import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eicar, noise, zipBomb, zipOf } from '../support/fixtures.js';
import { canMeasureMemory } from '../support/peak-memory.js';
import type { MeasuredScan } from '../support/scan-process.js';
import { writeZip } from '../support/zip-writer.js';

const MIB = 1024 * 1024;
const MOST_GROWTH = 96 * MIB;

(canMeasureMemory ? describe : describe.skip)('the memory of the built-in scanner', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'airlock-memory-'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  /** Scans a file on disk in a process of its own. */
  async function scan(path: string): Promise<MeasuredScan> {
    const args = [path, join(directory, 'tmp')];
    const child = fork(join(process.cwd(), 'dist/test/support/scan-process.js'), args, { execArgv: [] });
    const [measured] = (await Promise.race([once(child, 'message'), failure(child)])) as [MeasuredScan];
    return measured;
  }

  async function failure(child: ReturnType<typeof fork>): Promise<never> {
    const [code] = (await once(child, 'exit')) as [number | null];
    throw new Error(`The scan ended with ${code}.`);
  }

  /** A gzip that expands about thirty to one, and then EICAR. */
  async function hugeGzip(mebibytes: number): Promise<string> {
    const path = join(directory, 'long.gz');
    const block = Buffer.concat([noise(32 * 1024), Buffer.alloc(MIB - 32 * 1024)]);
    const blocks = Readable.from([...Array.from({ length: mebibytes }, () => block), eicar()]);
    await pipeline(blocks, createGzip({ level: 1 }), createWriteStream(path));
    return path;
  }

  async function onDisk(name: string, bytes: Buffer): Promise<string> {
    const path = join(directory, name);
    await pipeline(Readable.from([bytes]), createWriteStream(path));
    return path;
  }

  it('stays flat while a gzip expands to 500 MiB', async () => {
    const { verdict, grownBytes } = await scan(await hugeGzip(500));
    expect(verdict).toMatchObject({ verdict: 'infected' });
    expect(grownBytes).toBeLessThan(MOST_GROWTH);
  });

  it('stays flat while a nested zip of 200 MiB goes to disk', async () => {
    const inner = writeZip([
      { name: 'noise', data: Buffer.alloc(200 * MIB, noise(MIB)), method: 0 },
      { name: 'eicar.com', data: eicar() },
    ]);
    const path = await onDisk('nested.zip', writeZip([{ name: 'a.zip', data: inner, method: 0 }]));
    const { verdict, grownBytes } = await scan(path);
    expect(verdict).toMatchObject({ verdict: 'infected' });
    expect(grownBytes).toBeLessThan(MOST_GROWTH);
  });

  it('stays flat while it finds a zip in the middle of 600 MiB of other bytes', async () => {
    const path = await onDisk('middle.bin', Buffer.from('other bytes'));
    const file = await open(path, 'r+');
    const zip = zipOf({ 'a.bin': noise(MIB), 'eicar.com': eicar() });
    await file.write(zip, 0, zip.length, 300 * MIB);
    await file.truncate(600 * MIB);
    await file.close();
    const { verdict, grownBytes } = await scan(path);
    expect(verdict).toMatchObject({ verdict: 'infected' });
    expect(grownBytes).toBeLessThan(MOST_GROWTH);
  });

  it('expands nothing of a bomb that its directory gives away', async () => {
    const { verdict, grownBytes } = await scan(await onDisk('bomb.zip', zipBomb(300 * MIB)));
    expect(verdict).toEqual({ verdict: 'unscannable', why: 'archive_ratio' });
    expect(grownBytes).toBeLessThan(MOST_GROWTH);
  });
});
