import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../api.js';
import { whyNotInstalled } from '../debian-package.js';
import { eicar, exe, pdf, png } from '../fixtures.js';
import { download } from '../walk.js';
import type { Application } from './application.js';
import { RunningExample } from './running-example.js';
import type { Visit } from './visit.js';

/** What a page was still loading when it was refreshed. */
const LEFT = 'GET: net::ERR_ABORTED';
const whyNoRails = await whyNotInstalled('ruby-railties', 'puma');

/** What the applications of `examples` do in a browser, run as their READMEs say. */
export function examples(application: () => Application): void {
  htmlForm(application);
  rails(application);
}

/** Runs the example while the tests of this block run. Opens a page of it, and chooses a file there. */
function runs(application: () => Application, name: string, command: string[]) {
  let example: RunningExample;
  let visit: Visit;
  beforeAll(async () => {
    example = await RunningExample.start(application(), name, command);
  });
  afterEach(() => visit.close());
  afterAll(() => example.stop());
  return async (page: string, path?: string): Promise<Visit> => {
    visit = await application().visit(page, example.url);
    if (path) await visit.choose(path);
    return visit;
  };
}

async function expectStored(application: Application, name: string, bytes: Buffer): Promise<void> {
  const { upload_id, status } = await application.uploadOf(name);
  expect([name, status]).toEqual([name, 'COMPLETED']);
  expect((await download(application.api, upload_id)).bytes.equals(bytes)).toBe(true);
}

function htmlForm(application: () => Application): void {
  describe('a form without JavaScript (examples/html-form)', () => {
    const open = runs(application, 'html-form', ['node', 'server.js']);

    it.each([
      ['accepted.pdf', pdf('form'), 'Your file was accepted.'],
      ['program.pdf', exe(), 'Your file was not accepted.'],
    ])('leads from %s to a page that shows what became of it', async (name, bytes, text) => {
      const visit = await open('form', await application().file(name, bytes));
      await visit.page.click('button');
      await visit.sees(text);
      expect(visit.problems).toEqual([]);
      if (name === 'accepted.pdf') await expectStored(application(), 'application.pdf', bytes);
    });

    it('ends at the error of the store with a file that is too large', async () => {
      const visit = await open('form', await application().file('large.pdf', Buffer.alloc(1_000_001)));
      await visit.page.click('button');
      await visit.page.getByText('EntityTooLarge').first().waitFor({ state: 'attached' });
      await visit.told('POST: 400');
    });

    it('takes no key for a path of the API', async () => {
      const visit = await open('received?key=../../v1/me');
      await visit.sees('Your file was not accepted.');
    });
  });
}

function rails(application: () => Application): void {
  (whyNoRails ? describe.skip : describe)(`Rails (examples/rails)${whyNoRails ? ` (${whyNoRails})` : ''}`, () => {
    const open = runs(application, 'rails', ['puma', '-p', 'PORT', 'config.ru']);

    it.each([
      ['rails.png', png(), 'Your picture:'],
      ['eicar-rails.png', eicar(), 'This picture was not accepted.'],
    ])('leads from %s to a page that shows what became of it', async (name, bytes, text) => {
      const { page, problems } = await open('pictures/new', await application().file(name, bytes));
      await page.click('button');
      await page.getByText(text).waitFor();
      expect(problems.filter((problem) => problem !== LEFT)).toEqual([]);
      if (name === 'rails.png') await expectStored(application(), name, bytes);
    });

    it('shows why a signed id is refused', async () => {
      const { page } = await open('pictures/new');
      await page.locator('input[type=file]').evaluate((input: Json) => {
        input.type = 'hidden';
        input.value = '../../v1/me';
      });
      await page.click('button');
      await page.locator('[role=alert]').waitFor();
    });
  });
}
