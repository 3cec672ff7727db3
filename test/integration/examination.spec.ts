import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { defaultClamdOptions } from '../../src/platform/malware-scanner/clamd/clamd-options.js';
import { ObjectChangedError } from '../../src/platform/object-store/object-store.js';
import { writtenArchive } from '../support/archive-fixtures.js';
import { TestClamd, whyNoClamd } from '../support/clamd.js';
import { ExaminationStage } from '../support/examination-stage.js';
import { docx, eicar, encryptedZip, noise, pdf, png, tarGz, zipOf } from '../support/fixtures.js';
import { hostile } from '../support/hostile.js';
import { describeEmbedded } from '../support/real-store.js';

const MIB = 1024 * 1024;

/** Each is made once, for all stages. */
const once = (make: () => Buffer): (() => Buffer) => {
  let made: Buffer | undefined;
  return () => (made ??= make());
};

const made: Record<string, () => Buffer> = {
  ...Object.fromEntries(Object.entries(hostile).map(([name, { bytes }]) => [name, bytes])),
  'a text': () => Buffer.from('Dear reader,\nall is well.\n'),
  'a picture': () => png(),
  'a document': () => docx(),
  'a PDF': () => pdf(),
  'EICAR behind two megabytes': () => Buffer.concat([noise(2 * MIB), eicar()]),
  'a zip of two megabytes': () => zipOf({ 'a.bin': noise(2 * MIB), 'b.zip': encryptedZip() }),
  'a tar.gz of two megabytes': () => tarGz({ 'a.bin': noise(2 * MIB), 'eicar.com': eicar() }),
  'a 7z': () => writtenArchive('lzma2.7z', 'harmless'),
  'an infected 7z': () => writtenArchive('lzma2.7z', 'infected'),
  'an infected 7z in a zip': () => zipOf({ 'a.7z': writtenArchive('lzma2.7z', 'infected') }),
  'a 7z cut short': () => writtenArchive('lzma2.7z', 'harmless').subarray(0, -40),
  'an infected cpio.xz': () => writtenArchive('nested.cpio.xz', 'infected'),
};

const files = Object.entries(made).map(([name, make]) => [name, once(make)] as const);

/** What is sent to a scanner decides here; how archives are read does not depend on the scanner. */
const decidedByScanner = files.filter(([name]) => /EICAR|infected|two megabytes|^a \w+$/.test(name));

/** Where an object is examined must make no difference. */
function describeThreads(name: string, examined: typeof files, start: () => Promise<ExaminationStage>): void {
  describe(`a thread that examines, with ${name}`, () => {
    let stage: ExaminationStage;
    beforeAll(async () => {
      stage = await start();
    });
    afterAll(() => stage.stop());

    it.each(examined)('finds in %s what this thread finds', async (_, make) => {
      const object = await stage.stored(make());
      expect(await stage.inThread(object)).toEqual(await stage.inPlace(object));
    });

    it('says that the object has changed', async () => {
      const object = await stage.stored(noise(2 * MIB));
      await stage.network.access().put(object.key, noise(2 * MIB).reverse(), 'application/octet-stream');
      await expect(stage.inThread(object)).rejects.toBeInstanceOf(ObjectChangedError);
    });

    it('ends with the signal, and examines the next object', async () => {
      const [object, next] = [await stage.stored(noise(2 * MIB)), await stage.stored(pdf())];
      const [asked, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      stage.network.proxy.faults = { before: async () => (asked.resolve(), answered.promise) };
      const giveUp = new AbortController();
      const findings = stage.inThread(object, giveUp.signal);
      await asked.promise;
      giveUp.abort(new Error('the lease is over'));
      await expect(findings).rejects.toThrow('the lease is over');
      answered.resolve();
      stage.network.proxy.faults = {};
      expect(await stage.inThread(next)).toEqual(await stage.inPlace(next));
    });

    it('gives no findings when the thread ends, and another thread takes the next object', async () => {
      const object = await stage.stored(noise(2 * MIB));
      const [asked, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      stage.network.proxy.faults = { before: async () => (asked.resolve(), answered.promise) };
      const findings = stage.inThread(object);
      await asked.promise;
      await stage.threads.running[0]!.terminate();
      await expect(findings).rejects.toThrow('thread');
      answered.resolve();
      stage.network.proxy.faults = {};
      expect(await stage.inThread(object)).toEqual(await stage.inPlace(object));
    });
  });
}

describeThreads('the built-in scanner', files, () => ExaminationStage.start());

describeEmbedded('a thread that reads the files of the embedded store', () => {
  let stage: ExaminationStage;
  beforeAll(async () => void (stage = await ExaminationStage.start(undefined, { readsFiles: true })));
  afterAll(() => stage.stop());

  it.each(files)('finds in %s what is found by requests, and sends none', async (_, make) => {
    const object = await stage.stored(make());
    const found = await stage.inPlace(object);
    const requests: unknown[] = [];
    stage.network.proxy.faults = { before: ({ url }) => void requests.push(url) };
    expect(await stage.inThread(object)).toEqual(found);
    stage.network.proxy.faults = {};
    expect(requests).toEqual([]);
  });

  it('says that the object has changed', async () => {
    const object = await stage.stored(noise(2 * MIB));
    await stage.network.access().put(object.key, noise(2 * MIB).reverse(), 'application/octet-stream');
    await expect(stage.inThread(object)).rejects.toBeInstanceOf(ObjectChangedError);
  });
});

const missing = await whyNoClamd();
// Needs Debian's clamav-daemon, which only root may install: without it the run reports the missing package.
if (missing) describe.skip(`SKIPPED, clamd is not tested: ${missing}`, () => it('needs a clamd', () => undefined));
else {
  let clamd: TestClamd | undefined;
  describeThreads('a real clamd', decidedByScanner, async () => {
    clamd = await TestClamd.start();
    return ExaminationStage.start({ ...defaultClamdOptions, url: clamd.url, maxScanBytes: 25 * MIB });
  });
  afterAll(() => clamd?.dispose());
}
