import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Json } from '../support/api.js';
import { Application, ownServer } from '../support/browser/application.js';
import { examples } from '../support/browser/examples.js';
import { ownPages } from '../support/browser/own-pages.js';
import type { Visit } from '../support/browser/visit.js';
import { whyNotInstalled } from '../support/debian-package.js';
import { eicar, exe, noise, pdf, png } from '../support/fixtures.js';
import { describeSdkInChromium } from '../support/sdk/browser.contract.js';
import { until } from '../support/resilience/until.js';
import { download } from '../support/walk.js';

const reason = await whyNotInstalled('chromium');

let app: Application;
let visit: Visit;
/** What the application's own server gives to its next page. */
let token: () => Promise<unknown>;
let usualToken: typeof token;

/** Bytes of no type, which cost little to make. */
const large = (size: number, seed: string) => Buffer.alloc(size, noise(1000, seed));

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
    ({ uploadToken: usualToken } = await ownServer('upload-token.js'));
    const { announce, savePicture, picturePage } = await ownServer('pictures.js');
    const person = await app.person();
    app.site.serve({
      'POST /upload-token': () => token(),
      'POST /access-token': () => person.logIn(),
      'POST /direct-uploads': announce,
      'POST /pictures': savePicture,
      'GET /picture': picturePage,
    });
  });
  beforeEach(() => {
    token = usualToken;
  });
  afterEach(() => visit?.close());
  afterAll(() => app?.stop());

  ownPages(async (path) => (visit = await app.ownPage(path)));

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
      const bytes = large(9 * 1024 ** 2, 'parts');
      const path = await app.file('parts.bin', bytes);
      const { page, problems } = await open('presigned.html');
      await page.route(/partNumber=2/, (route) => route.abort('connectionreset'));
      await visit.choose(path);
      expect(await visit.shown('Failed')).toEqual(['parts.bin: part 1 sent', 'parts.bin: Failed to fetch']);
      await visit.told('PUT: net::ERR_CONNECTION_RESET');
      problems.splice(0);
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
      await visit.told('blocked by CORS policy');
      expect(await app.uploadOf('foreign.pdf')).toBeUndefined();
    });
  });

  describeSdkInChromium({ app: () => app, open });
  examples(() => app);

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
      const { page } = await open('active-storage.html');
      await visit.choose(await app.file('big.bin', Buffer.alloc(10_000_001)));
      await page.click('button');
      expect(await visit.shown('big.bin')).toEqual(['Error creating Blob for "big.bin". Status: 413']);
      expect(page.url()).toContain('active-storage.html');
      await visit.told('POST: 413');
    });

    it('leaves the form as it was when the network is cut', async () => {
      const { page } = await open('active-storage.html');
      await page.route(/staging/, (route) => route.abort('connectionreset'));
      await visit.choose(await app.file('cut.png', png()));
      await page.click('button');
      expect(await visit.shown('cut.png')).toEqual(['Error storing "cut.png". Status: 0']);
      expect(page.url()).toContain('active-storage.html');
    });

    it('sends a file with a token of the person', async () => {
      const { problems } = await open('direct-upload.html');
      await visit.choose(await app.file('direct.pdf', pdf('direct')));
      expect(await visit.shown(': ready')).toEqual(['direct.pdf: sent, being checked', 'direct.pdf: ready']);
      await expectStored('direct.pdf', pdf('direct'));
      expect(problems).toEqual([]);
    });
  });

  describe.each(['uppy.html', 'uppy-sign.html'])('Uppy 6 on %s', (page) => {
    it('sends files whole and in parts, and calls them complete once they are admitted', async () => {
      const [whole, inParts] = [`${page}.pdf`, `${page}.bin`];
      const { problems } = await open(page);
      const release = await visit.hold('**/v1/uploads/upl_*');
      await visit.choose(await app.file(whole, pdf(page)), await app.file(inParts, large(6_000_000, page)));
      await visit.sees('Being checked');
      expect(await visit.page.getByText('Complete', { exact: true }).count()).toBe(0);
      release();
      await visit.sees('Complete');
      await expectStored(whole, pdf(page));
      await expectStored(inParts, large(6_000_000, page));
      expect(problems).toEqual([]);
    });

    it('shows a file as failed that is rejected after it was sent', async () => {
      const { problems } = await open(page);
      await visit.choose(await app.file(`${page}.txt`, eicar()));
      await visit.sees(`Failed to upload ${page}.txt`);
      // A line of the console may arrive after the text of the page.
      await until(() => problems.length > 0);
      expect(problems).toEqual([expect.stringContaining('It contains malware and was deleted.')]);
    });
  });

  it('Uppy 5 sends files whole and in parts, and shows which were admitted', async () => {
    const files = { 'five.pdf': pdf('five'), 'five.bin': large(6_000_000, 'five'), 'five.txt': eicar() };
    await open('uppy-5.html');
    await visit.choose(...(await Promise.all(Object.entries(files).map(([name, bytes]) => app.file(name, bytes)))));
    await visit.shown('five.txt: It was not accepted. It contains malware and was deleted.');
    await visit.shown('five.bin: ready');
    await expectStored('five.pdf', files['five.pdf']);
    await expectStored('five.bin', files['five.bin']);
  });

  describe('tus-js-client', () => {
    it('continues after the network was cut and the page reloaded, and after a pause', async () => {
      const bytes = large(6_000_000, 'tus');
      const path = await app.file('tus.bin', bytes);
      const { page } = await open('tus.html');
      const cut = app.line.pauseAfter(1_000_000);
      await visit.choose(path);
      await cut;
      app.line.set('reset');
      await visit.told('PATCH: net::ERR_');
      app.line.set('open');
      await page.reload();
      const halfway = app.line.pauseAfter(2_000_000);
      await visit.choose(path);
      await halfway;
      await page.getByText('Pause').click();
      app.line.set('open');
      await page.getByText('Continue').click();
      expect(await visit.shown(': ready')).toEqual(['tus.bin: sent, being checked', 'tus.bin: ready']);
      await expectStored('tus.bin', bytes);
      const { items } = (await app.api.get('/v1/uploads?limit=100')).body;
      expect(items.filter(({ filename }: Json) => filename === 'tus.bin')).toHaveLength(1);
    });

    it('sends an infected file, and the page shows the verdict', async () => {
      const { problems } = await open('tus.html');
      await visit.choose(await app.file('tus.txt', eicar()));
      await visit.shown('tus.txt: It was not accepted. It contains malware and was deleted.');
      expect(problems).toEqual([]);
    });
  });

  describe('a token that allows too little', () => {
    afterAll(() => app.setQuota(1e12));

    const limits = { bucket: 'assets', max_file_size: 1000 };
    const tokens: Record<string, () => Promise<Json>> = {
      'was revoked': async () => {
        const { body } = await app.api.post('/v1/upload-tokens', limits);
        await app.api.delete(`/v1/upload-tokens/${body.upload_token_id}`);
        return body;
      },
      'is for another origin': async () =>
        (await app.api.post('/v1/upload-tokens', { ...limits, origin: 'https://other.example' })).body,
      'takes other types': async () =>
        (await app.api.post('/v1/upload-tokens', { ...limits, allowed_content_types: ['image/*'] })).body,
      'takes smaller files': async () =>
        (await app.api.post('/v1/upload-tokens', { ...limits, max_file_size: 9 })).body,
      'meets a full quota': async () => {
        await app.setQuota(1);
        return (await app.api.post('/v1/upload-tokens', limits)).body;
      },
    };

    it.each([
      ['was revoked', 'presigned.html', 'has expired or was revoked. Get a new one'],
      ['was revoked', 'uppy.html', 'Companion request failed: Unauthorized'],
      ['was revoked', 'uppy-5.html', 'Authorization required'],
      ['is for another origin', 'tus.html', 'for pages of https://other.example only'],
      ['takes other types', 'uppy-sign.html', 'application/pdf is not accepted here. Allowed: image/*.'],
      ['takes smaller files', 'tus.html', 'more than the upload token allows: 9'],
      ['meets a full quota', 'presigned.html', 'The storage quota has no room for this file.'],
    ])('because it %s is shown on %s', async (why, page, text) => {
      token = async () => Response.json(await tokens[why]!());
      await open(page);
      await visit.choose(await app.file('refused.pdf', pdf()));
      await visit.told(text);
    });
  });
});
