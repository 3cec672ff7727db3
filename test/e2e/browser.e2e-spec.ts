import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { packageFile } from '../../src/boot/package-file.js';
import { Airlock, ROOT_KEY } from '../support/airlock.js';
import { Api, type Json } from '../support/api.js';
import { launchChromium, whyNoChromium } from '../support/browser/chromium.js';
import { Site } from '../support/browser/site.js';
import { Visit } from '../support/browser/visit.js';
import { eicar, exe, noise, pdf } from '../support/fixtures.js';
import { download } from '../support/walk.js';

const reason = await whyNoChromium();
const described = reason ? describe.skip : describe;

/** The one file of a name, as the service has it. */
const uploadOf = async (name: string) => {
  const { items } = (await api.get('/v1/uploads?limit=100')).body;
  return items.filter(({ filename }: Json) => filename === name)[0];
};

let browser: Browser;
let site: Site;
let airlock: Airlock;
let api: Api;
let folder: string;
let visit: Visit;

/** A file on the disk of the person. */
async function fileOf(name: string, bytes: Buffer): Promise<string> {
  await writeFile(join(folder, name), bytes);
  return join(folder, name);
}

async function open(page: string): Promise<Visit> {
  visit = await Visit.open(browser, `${site.url}/${page}`);
  return visit;
}

async function expectStored(name: string, bytes: Buffer): Promise<void> {
  const { upload_id, status } = await uploadOf(name);
  expect([name, status]).toEqual([name, 'COMPLETED']);
  expect((await download(api, upload_id)).bytes.equals(bytes)).toBe(true);
}

described(`clients in Chromium${reason ? ` (${reason})` : ''}`, () => {
  beforeAll(async () => {
    site = await Site.start();
    [browser, airlock] = await Promise.all([launchChromium(), Airlock.start({ env: { CORS_ORIGINS: site.url } })]);
    api = new Api(airlock.url);
    folder = await mkdtemp(join(tmpdir(), 'airlock-browser-'));
    Object.assign(process.env, { AIRLOCK_URL: airlock.url, AIRLOCK_KEY: ROOT_KEY });
    const backend = await import(packageFile('test/browser/backend.js'));
    const id = (url: URL) => url.searchParams.get('id');
    site.connect(airlock.url, {
      'POST /uploads': (file) => backend.announce(file),
      'GET /uploads': (_, url) => backend.read(id(url)),
      'GET /parts': (_, url) => backend.partsOf(id(url)),
      'POST /parts': (numbers, url) => backend.signParts(id(url), numbers),
      'POST /confirm': (_, url) => backend.confirm(id(url)),
    });
  });
  afterEach(() => visit.close());
  afterAll(async () => {
    await browser?.close();
    await airlock?.dispose();
    await site?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  describe('presigned URLs by fetch', () => {
    it('send a file, which is then admitted', async () => {
      const { problems } = await open('presigned.html');
      await visit.choose(await fileOf('put.pdf', pdf('put')));
      expect(await visit.shown(': ready')).toEqual(['put.pdf: sent, being checked', 'put.pdf: ready']);
      await expectStored('put.pdf', pdf('put'));
      expect(problems).toEqual([]);
    });

    it('show why a file was rejected after it was sent', async () => {
      const { problems } = await open('presigned.html');
      await visit.choose(await fileOf('eicar.txt', eicar()), await fileOf('program.pdf', exe()));
      expect(await visit.shown('program.pdf: not')).toEqual([
        'eicar.txt: sent, being checked',
        'eicar.txt: not accepted. It contains malware and was deleted.',
        'program.pdf: sent, being checked',
        'program.pdf: not accepted. Its content is of another type than its name says.',
      ]);
      expect(problems).toEqual([]);
    });

    it('continue a file in parts after the network was cut and the page reloaded', async () => {
      const bytes = noise(9 * 1024 ** 2);
      const path = await fileOf('parts.bin', bytes);
      const { page, problems } = await open('presigned.html');
      await page.route(/partNumber=2/, (route) => route.abort('connectionreset'));
      await visit.choose(path);
      expect(await visit.shown('Failed')).toEqual(['parts.bin: part 1 sent', 'parts.bin: Failed to fetch']);
      expect(problems.splice(0)).toContain('PUT: net::ERR_CONNECTION_RESET');
      await page.unroute(/partNumber=2/);
      await page.reload();
      await visit.choose(path);
      const lines = ['parts.bin: part 2 sent', 'parts.bin: sent, being checked', 'parts.bin: ready'];
      expect(await visit.shown(': ready')).toEqual(lines);
      await expectStored('parts.bin', bytes);
      expect(problems).toEqual([]);
    });

    it('are useless to a page of another origin', async () => {
      visit = await Visit.open(browser, `${site.otherUrl}/presigned.html`);
      await visit.choose(await fileOf('foreign.pdf', pdf('foreign')));
      expect(await visit.shown('foreign.pdf')).toEqual(['foreign.pdf: Failed to fetch']);
      expect(visit.problems).toContainEqual(expect.stringContaining('blocked by CORS policy'));
      expect((await uploadOf('foreign.pdf')).status).toBe('PENDING');
    });
  });
});
