import { createWriteStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ArchiveInspector } from '../../src/platform/malware-scanner/archive-inspector.js';
import { BuiltinMalwareScanner } from '../../src/platform/malware-scanner/builtin.malware-scanner.js';
import type { Verdict } from '../../src/platform/malware-scanner/malware-scanner.js';
import { SpooledFile, TemporaryFiles } from '../../src/platform/malware-scanner/temporary-files.js';
import { eicar, noise, zipBomb, zipOf } from '../support/fixtures.js';
import { writeZip } from '../support/zip-writer.js';

const MIB = 1024 * 1024;

describe('the memory of the built-in scanner', () => {
  let directory: string;
  let scanner: BuiltinMalwareScanner;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'airlock-memory-'));
    scanner = new BuiltinMalwareScanner(new ArchiveInspector(new TemporaryFiles(join(directory, 'tmp'))));
  });
  afterAll(() => rm(directory, { recursive: true }));

  /** Scans a file on disk; tells the verdict and by how much the process grew at its largest. */
  async function scan(path: string): Promise<{ verdict: Verdict; grownBytes: number }> {
    const handle = await open(path);
    const file = new SpooledFile(handle, (await handle.stat()).size);
    const before = process.memoryUsage().rss;
    let most = before;
    const session = await scanner.open(file, new AbortController().signal);
    const sampling = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 5);
    try {
      for await (const chunk of await file.read(0, file.size - 1)) await session.write(chunk as Buffer);
      return { verdict: await session.finish(), grownBytes: most - before };
    } finally {
      clearInterval(sampling);
      await session.close();
      await file.close();
    }
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
    expect(grownBytes).toBeLessThan(128 * MIB);
  });

  it('stays flat while a nested zip of 200 MiB goes to disk', async () => {
    const inner = writeZip([
      { name: 'noise', data: Buffer.alloc(200 * MIB, noise(MIB)), method: 0 },
      { name: 'eicar.com', data: eicar() },
    ]);
    const path = await onDisk('nested.zip', writeZip([{ name: 'a.zip', data: inner, method: 0 }]));
    const { verdict, grownBytes } = await scan(path);
    expect(verdict).toMatchObject({ verdict: 'infected' });
    expect(grownBytes).toBeLessThan(128 * MIB);
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
    expect(grownBytes).toBeLessThan(128 * MIB);
  });

  it('expands nothing of a bomb that its directory gives away', async () => {
    const { verdict, grownBytes } = await scan(await onDisk('bomb.zip', zipBomb(300 * MIB)));
    expect(verdict).toEqual({ verdict: 'unscannable', why: 'archive_ratio' });
    expect(grownBytes).toBeLessThan(64 * MIB);
  });
});
