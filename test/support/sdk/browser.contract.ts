import { kernel } from '@airlock/sdk';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { packageFile } from '../../../src/boot/package-file.js';
import type { Json } from '../api.js';
import type { Application } from '../browser/application.js';
import type { Visit } from '../browser/visit.js';
import { eicar, noise, pdf } from '../fixtures.js';
import { until } from '../resilience/until.js';
import { download } from '../walk.js';

const PAGE = 'examples/react/index.html';
const MIB = 1024 ** 2;
const LAST_PART = /partNumber=6\b/;

/** The stream of events is left at the verdict, which Chromium calls a failed request. */
const failures = ({ problems }: Visit) => problems.filter((problem) => problem !== 'GET: net::ERR_ABORTED');

interface Chromium {
  app(): Application;
  open(page: string): Promise<Visit>;
}

/** The React example with the token of the Next.js example. */
export function describeSdkInChromium({ app, open }: Chromium): void {
  describe('the SDK in a page of React', () => {
    beforeAll(async () => {
      await app().api.call('PATCH', '/v1/buckets/assets', { max_file_size: 1_000_000_000 });
      // Another spec of this process may have used it with another service.
      kernel.configure({});
      const { POST } = (await import(packageFile('examples/nextjs/app/api/upload-token/route.js'))) as Json;
      app().site.serve({ 'POST /api/upload-token': () => POST() });
    });
    afterAll(() => app().api.call('PATCH', '/v1/buckets/assets', { max_file_size: 10_000_000 }));

    it('sends a file and shows that it was accepted', async () => {
      const visit = await open(PAGE);
      await visit.choose(await app().file('react.pdf', pdf('react')));
      await visit.sees('Your file was accepted.');
      expect(failures(visit)).toEqual([]);
      const { upload_id } = await app().uploadOf('react.pdf');
      expect((await download(app().api, upload_id)).bytes.equals(pdf('react'))).toBe(true);
    });

    it('shows why a file was rejected', async () => {
      const visit = await open(PAGE);
      await visit.choose(await app().file('react.txt', eicar()));
      await visit.sees('react.txt was not accepted. It contains malware and was deleted.');
      expect(failures(visit)).toEqual([]);
    });

    it('brings a large file through cuts in the middle of parts, a pause and a reload as one upload', async () => {
      const bytes = Buffer.alloc(48 * MIB, noise(1000, 'react'));
      const path = await app().file('react.bin', bytes);
      const visit = await open(PAGE);
      // The last part never gets through before the reload.
      await visit.page.route(LAST_PART, () => undefined);
      const line = app().storeLine;
      const cutHalfway = line.pauseAfter(10 * MIB);
      await visit.choose(path);
      await cutHalfway;
      line.set('reset');
      await visit.told('PUT: net::ERR_');
      const sentAgain = line.pauseAfter(10 * MIB);
      line.set('open');
      await sentAgain;
      await visit.setOffline(true);
      await visit.told('PUT: net::ERR_INTERNET_DISCONNECTED');
      const sentOnceMore = line.pauseAfter(5 * MIB);
      line.set('open');
      await visit.setOffline(false);
      await sentOnceMore;
      await visit.page.getByText('Pause').click();
      line.set('open');
      await visit.page.getByText('Continue').click();
      const [begun] = await uploads();
      await until(async () => (await partsOf(begun!)).length === 5);
      await visit.page.reload();
      await visit.page.unroute(LAST_PART);
      const continued = visit.requests(/partNumber=/);
      await visit.choose(path);
      await visit.sees('Your file was accepted.');
      expect(continued).toEqual([expect.stringMatching(LAST_PART)]);
      expect(await uploads()).toMatchObject([{ upload_id: begun!.upload_id, status: 'COMPLETED' }]);
      expect((await download(app().api, begun!.upload_id)).bytes.equals(bytes)).toBe(true);
    });

    const uploads = async (): Promise<Json[]> => {
      const { items } = (await app().api.get('/v1/uploads?limit=100')).body;
      return items.filter(({ filename }: Json) => filename === 'react.bin');
    };
    const partsOf = async ({ upload_id }: Json): Promise<Json[]> =>
      (await app().api.get(`/v1/uploads/${upload_id}/parts`)).body.parts;
  });
}
