import { tmpdir } from 'node:os';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ClamdMalwareScanner } from '../../../src/platform/malware-scanner/clamd.malware-scanner.js';
import { type ClamdOptions, defaultClamdOptions } from '../../../src/platform/malware-scanner/clamd/clamd-options.js';
import { scan } from '../../../src/platform/malware-scanner/malware-scanner.contract.js';
import { TestClamd, whyNoClamd } from '../../support/clamd.js';
import { eicar, gz, noise, pdf, zipOf } from '../../support/fixtures.js';
import { MemoryAccess } from '../../support/memory-access.js';
import { inspectorIn } from '../../support/inspector.js';

const MIB = 1024 * 1024;
const never = new AbortController().signal;
const missing = await whyNoClamd();

async function ready(scanner: ClamdMalwareScanner): Promise<void> {
  const isAway = () =>
    scanner.ping(never).then(
      () => false,
      () => true,
    );
  while (await isAway()) await setImmediate();
}

// Needs Debian's clamav-daemon, which only root may install: without it the run reports the missing package.
(missing ? describe.skip : describe)(missing ? `SKIPPED, clamd is not tested: ${missing}` : 'a real clamd', () => {
  let clamd: TestClamd;
  let scanner: ClamdMalwareScanner;

  async function start(
    maxScanBytes: number,
    settings: Record<string, string>,
    more: Partial<ClamdOptions> = {},
  ): Promise<void> {
    clamd = await TestClamd.start(settings);
    const options = { ...defaultClamdOptions, url: clamd.url, maxScanBytes, pauseMs: 50, ...more };
    scanner = new ClamdMalwareScanner(options, inspectorIn(tmpdir())).start();
  }
  async function stop(): Promise<void> {
    scanner.onApplicationShutdown();
    await clamd.dispose();
  }

  describe('that dies', () => {
    beforeAll(() => start(MIB, {}));
    afterAll(stop);

    it('in the middle of a stream: an error, and clean when it runs again', async () => {
      const bytes = noise(MIB);
      const session = await scanner.open(new MemoryAccess(bytes), never);
      await session.write(bytes.subarray(0, MIB / 2));
      await clamd.kill();
      await session.write(bytes.subarray(MIB / 2));
      expect(await session.finish()).toMatchObject({ verdict: 'error', why: expect.stringContaining('clamd') });
      await session.close();
      expect(await scan(scanner, pdf())).toMatchObject({ verdict: 'error' });
      await clamd.start();
      await ready(scanner);
      expect(await scan(scanner, bytes)).toEqual({ verdict: 'clean' });
    });
  });

  describe('that is stopped, as a hung one is', () => {
    beforeAll(() => start(MIB, {}, { idleMs: 3_000, scanMs: 3_000, slowestBytesPerMs: MIB }));
    afterAll(stop);

    it('in the middle of a stream: an error, and clean when it goes on', async () => {
      await ready(scanner);
      const bytes = noise(MIB);
      const session = await scanner.open(new MemoryAccess(bytes), never);
      await session.write(bytes.subarray(0, MIB / 2));
      await clamd.freeze();
      await session.write(bytes.subarray(MIB / 2));
      expect(await session.finish()).toMatchObject({ verdict: 'error', why: expect.stringContaining('clamd') });
      await session.close();
      expect(await scan(scanner, pdf())).toMatchObject({ verdict: 'error' });
      await clamd.thaw();
      await ready(scanner);
      expect(await scan(scanner, bytes)).toEqual({ verdict: 'clean' });
    });
  });

  describe.each<[string, Record<string, string>, string]>([
    ['looks at less than it is sent', { MaxFileSize: '1M' }, 'MaxFileSize'],
    ['takes less than it is sent', { StreamMaxLength: '1M' }, 'StreamMaxLength'],
    ['does not report what it skips, by default', { AlertExceedsMax: 'no' }, 'AlertExceedsMax yes'],
  ])('that %s', (_, settings, named) => {
    beforeAll(() => start(2 * MIB, settings));
    afterAll(stop);

    it('calls nothing clean, and the setting to change is named', async () => {
      const bytes = Buffer.concat([noise(MIB), eicar()]);
      expect(await scan(scanner, bytes)).toEqual({ verdict: 'error', why: expect.stringContaining(named) });
      expect(await scan(scanner, pdf())).toMatchObject({ verdict: 'error' });
      expect(scanner.whyAway()).toContain(named);
    });
  });

  describe('with limits of its own', () => {
    beforeAll(() => start(2 * MIB, { MaxFileSize: '2M', MaxScanSize: '4M', MaxFiles: '50' }));
    afterAll(stop);

    const named = (count: number, bytes: Buffer) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, i) => [`${i}.txt`, Buffer.concat([bytes, Buffer.from(`${i}`)])]),
      );
    const small = (size: number) => Buffer.alloc(size, 'not very random, yet too long for one line ');
    const withEicar = (size: number) => Buffer.concat([small(size), eicar()]);
    it.each<[string, () => Buffer, string]>([
      ['a member that clamd skips without a report', () => zipOf({ a: withEicar(2 * MIB) }), 'archive_too_large'],
      ['a gzip that expands beyond it', () => gz(withEicar(2 * MIB)), 'limits_exceeded'],
      ['members that are too large together', () => zipOf(named(5, small(MIB))), 'limits_exceeded'],
      ['more members than it opens', () => zipOf(named(60, Buffer.from('x'))), 'limits_exceeded'],
    ])('never lets it call %s clean', async (_, make, why) => {
      expect(await scan(scanner, make())).toEqual({ verdict: 'unscannable', why });
    });

    it('gets nothing larger than its tested limit', async () => {
      const bytes = Buffer.concat([noise(2 * MIB), eicar()]);
      expect(await scan(scanner, bytes)).toEqual({ verdict: 'unscannable', why: 'too_large' });
      expect(await scan(scanner, Buffer.concat([noise(2 * MIB - 68), eicar()]))).toMatchObject({ verdict: 'infected' });
    });
  });

  describe('that is sent 200 MiB', () => {
    const size = 200 * MIB;
    beforeAll(() => start(size, { StreamMaxLength: '200M', MaxFileSize: '200M', MaxScanSize: '400M' }));
    afterAll(stop);

    it('does not keep them in memory', async () => {
      const piece = noise(64 * 1024);
      const read = async (first: number, last: number) => Readable.from([Buffer.alloc(last + 1 - first, 'x')]);
      const session = await scanner.open({ size, read }, never);
      const before = process.memoryUsage().rss;
      let most = before;
      for (let sent = 0; sent < size; sent += piece.length) {
        await session.write(piece);
        most = Math.max(most, process.memoryUsage().rss);
      }
      expect(await session.finish()).toEqual({ verdict: 'clean' });
      await session.close();
      expect(most - before).toBeLessThan(64 * MIB);
    });
  });
});
