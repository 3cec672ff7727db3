import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Application, ownServer } from '../support/browser/application.js';
import { whyNoChromium } from '../support/browser/chromium.js';
import type { Visit } from '../support/browser/visit.js';
import { eicar, exe, noise, pdf } from '../support/fixtures.js';
import { download } from '../support/walk.js';

const reason = await whyNoChromium();

let app: Application;
let visit: Visit;

async function open(page: string, origin?: string): Promise<Visit> {
  visit = await app.visit(page, origin);
  return visit;
}

async function expectStored(name: string, bytes: Buffer): Promise<void> {
  const { upload_id, status } = await app.uploadOf(name);
  expect([name, status]).toEqual([name, 'COMPLETED']);
  expect((await download(app.api, upload_id)).bytes.equals(bytes)).toBe(true);
}

(reason ? describe.skip : describe)(`clients in Chromium${reason ? ` (${reason})` : ''}`, () => {
  beforeAll(async () => {
    app = await Application.start();
    await app.api.post('/v1/buckets', { bucket_name: 'applications', max_file_size: 1_000_000 });
    const { uploadToken } = await ownServer('backend.js');
    const { formPage, statePage } = await ownServer('form.js');
    app.site.connect(app.url, {
      'POST /upload-token': uploadToken,
      'GET /form': formPage,
      'GET /state': ({ id }) => statePage(id),
    });
  });
  afterEach(() => visit.close());
  afterAll(() => app?.stop());

  describe('presigned URLs by fetch', () => {
    it('send a file, which is then admitted', async () => {
      const { problems } = await open('presigned.html');
      await visit.choose(await app.file('put.pdf', pdf('put')));
      expect(await visit.shown(': ready')).toEqual(['put.pdf: sent, being checked', 'put.pdf: ready']);
      await expectStored('put.pdf', pdf('put'));
      expect(problems).toEqual([]);
    });

    it('show why a file was rejected after it was sent', async () => {
      const { problems } = await open('presigned.html');
      await visit.choose(await app.file('eicar.txt', eicar()), await app.file('program.pdf', exe()));
      expect(await visit.shown('program.pdf: It')).toEqual([
        'eicar.txt: sent, being checked',
        'eicar.txt: It was not accepted. It contains malware and was deleted.',
        'program.pdf: sent, being checked',
        'program.pdf: It was not accepted. Its content is of another type than its name says.',
      ]);
      expect(problems).toEqual([]);
    });

    it('continue a file in parts after the network was cut and the page reloaded', async () => {
      const bytes = noise(9 * 1024 ** 2);
      const path = await app.file('parts.bin', bytes);
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
      await open('presigned.html', app.site.otherUrl);
      await visit.choose(await app.file('foreign.pdf', pdf('foreign')));
      expect(await visit.shown('foreign.pdf')).toEqual(['foreign.pdf: Failed to fetch']);
      expect(visit.problems).toContainEqual(expect.stringContaining('blocked by CORS policy'));
      expect(await app.uploadOf('foreign.pdf')).toBeUndefined();
    });
  });

  describe('a form without JavaScript', () => {
    it('sends a file, and shows what becomes of it', async () => {
      const { page, problems } = await open('form');
      const state = page.frameLocator('iframe[name=state]').locator('p');
      expect(await state.textContent()).toContain('Not here yet');
      await visit.choose(await app.file('cv.pdf', pdf('cv')));
      await page.click('button');
      await state.filter({ hasText: /^Received\.$/ }).waitFor();
      await expectStored('application.pdf', pdf('cv'));
      expect(problems).toEqual([]);
    });
  });
});
