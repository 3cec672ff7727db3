import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ArchiveOpener } from '../../../src/platform/archives/opener/archive-opener.js';
import { CageMetrics } from '../../../src/platform/cage/cage-metrics.js';
import { ProcessCage } from '../../../src/platform/cage/process.cage.js';
import { ArchiveInspector } from '../../../src/platform/malware-scanner/archive-inspector.js';
import { Metrics } from '../../../src/platform/metrics/metrics.js';
import { TemporaryFiles } from '../../../src/platform/temporary-files/temporary-files.js';
import { writtenArchive } from '../../support/archive-fixtures.js';
import { eicar, noise } from '../../support/fixtures.js';
import { MemoryAccess } from '../../support/memory-access.js';
import { rarOf } from '../../support/rar-writer.js';

const MIB = 1024 * 1024;
const never = new AbortController().signal;

describe('archives in processes of their own', () => {
  let directory: string;
  let cage: ProcessCage;
  let inspector: ArchiveInspector;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'airlock-caged-archives-'));
    const temporary = new TemporaryFiles(directory);
    // One place: a scan that needed two at a time would never end.
    cage = new ProcessCage(temporary, new CageMetrics(new Metrics()), { scanning: 1 });
    inspector = new ArchiveInspector({ temporary, opener: new ArchiveOpener(cage) });
  });
  afterAll(async () => {
    cage.onApplicationShutdown();
    await rm(directory, { recursive: true });
  });

  const inspect = (bytes: Buffer, signal = never) => inspector.inspect(new MemoryAccess(bytes), signal);

  it.each(['lzma2.7z', 'a.tar.xz', 'a.cab', 'a.iso', 'a.deb', 'a.rpm'])('opens %s', async (name) => {
    expect(await inspect(writtenArchive(name, 'harmless'))).toEqual({ verdict: 'clean' });
    expect(await inspect(writtenArchive(name, 'infected'))).toMatchObject({ verdict: 'infected' });
  });

  it('opens archives in archives with one process at a time, for several scans at once', async () => {
    const nested = rarOf({ a: rarOf({ b: rarOf({ c: writtenArchive('nested.cpio.xz', 'infected') }) }) });
    const verdicts = await Promise.all([inspect(nested), inspect(nested), inspect(rarOf({ a: noise(9) }))]);
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['infected', 'infected', 'clean']);
  });

  it('ends a bomb before it has expanded, and opens the next archive', async () => {
    expect(await inspect(qcowOfNothing(512 * MIB))).toMatchObject({
      verdict: 'unscannable',
      why: expect.stringContaining('archive_'),
    });
    expect(await inspect(rarOf({ a: eicar() }))).toMatchObject({ verdict: 'infected' });
    expect(await readdir(directory)).toEqual([]);
  });

  it('bounds an archive of 100,000 members', async () => {
    const many = rarOf(Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`${i}`, Buffer.from('x')])));
    expect(await inspect(many)).toEqual({ verdict: 'unscannable', why: 'archive_too_many_entries' });
  });

  it('ends its process when the scan is aborted', async () => {
    const abort = new AbortController();
    const scan = inspect(rarOf({ a: noise(8 * MIB) }), abort.signal);
    setImmediate(() => abort.abort(new Error('the lease is over')));
    await expect(scan).rejects.toThrow('the lease is over');
    expect(await inspect(rarOf({ a: noise(9) }))).toEqual({ verdict: 'clean' });
  });
});

/** The image of a disk of which no cluster is stored. */
function qcowOfNothing(bytes: number): Buffer {
  const header = Buffer.alloc(72);
  header.write('514649fb', 'hex');
  header.writeUInt32BE(2, 4);
  header.writeUInt32BE(16, 20);
  header.writeBigUInt64BE(BigInt(bytes), 24);
  const entries = Math.ceil(bytes / (64 * 1024 * 8192));
  header.writeUInt32BE(entries, 36);
  header.writeBigUInt64BE(65_536n, 40);
  header.writeBigUInt64BE(131_072n, 48);
  header.writeUInt32BE(1, 56);
  return Buffer.concat([header, Buffer.alloc(3 * 65_536 - header.length)]);
}
