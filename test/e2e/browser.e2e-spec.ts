import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../support/api.js';
import { Application, ownServer } from '../support/browser/application.js';
import { whyNoChromium } from '../support/browser/chromium.js';
import type { Visit } from '../support/browser/visit.js';
import { eicar, exe, noise, pdf, png } from '../support/fixtures.js';
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
    await app.api.call('PATCH', '/v1/buckets/assets', { max_file_size: 10_000_000 });
    const { uploadToken } = await ownServer('upload-token.js');
    const { formPage, formState } = await ownServer('form.js');
    const { announce, savePicture, picturePage } = await ownServer('pictures.js');
    const person = await app.person();
    app.site.connect(app.url, {
      'POST /upload-token': uploadToken,
      'POST /access-token': () => person.logIn(),
      'GET /form': formPage,
      'GET /form-state': formState,
      'POST /direct-uploads': announce,
      'POST /pictures': savePicture,
      'GET /picture': picturePage,
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
      await state.filter({ hasText: 'Not here yet' }).waitFor();
      await visit.choose(await app.file('cv.pdf', pdf('cv')));
      await page.click('button');
      await state.filter({ hasText: 'Received and accepted.' }).waitFor();
      await expectStored('application.pdf', pdf('cv'));
      expect(problems).toEqual([]);
    });
  });

  describe('Active Storage', () => {
    it('sends the file of a form, whose server attaches and shows it', async () => {
      const { page, problems } = await open('active-storage.html');
      await visit.choose(await app.file('dot.png', png()));
      await page.click('button');
      await page.getByText('Your picture:').waitFor();
      expect(await page.locator('img').evaluate((image: Json) => image.decode().then(() => image.naturalWidth))).toBe(
        8,
      );
      await expectStored('dot.png', png());
      expect(problems).toEqual([]);
    });

    it('sends an infected file without complaint: the server of the form shows what became of it', async () => {
      const { page, problems } = await open('active-storage.html');
      await visit.choose(await app.file('eicar.png', eicar()));
      await page.click('button');
      await page.getByText('This picture was not accepted.').waitFor();
      expect(problems).toEqual([]);
    });

    it('shows no reason for a refusal before the file is sent', async () => {
      const { page, problems } = await open('active-storage.html');
      await visit.choose(await app.file('big.bin', Buffer.alloc(10_000_001)));
      await page.click('button');
      expect(await visit.shown('big.bin')).toEqual(['Error creating Blob for "big.bin". Status: 413']);
      expect(page.url()).toContain('active-storage.html');
      expect(problems).toContain('POST: 413');
    });

    it('sends a file with a token of the person, and not after that has ended', async () => {
      const { problems } = await open('direct-upload.html');
      await visit.choose(await app.file('direct.pdf', pdf('direct')));
      expect(await visit.shown(': ready')).toEqual(['direct.pdf: sent, being checked', 'direct.pdf: ready']);
      await expectStored('direct.pdf', pdf('direct'));
      expect(problems).toEqual([]);
    });
  });
});
