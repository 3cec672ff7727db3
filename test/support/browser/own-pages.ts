import { describe, expect, it } from '@jest/globals';
import { ROOT_KEY } from '../airlock.js';
import type { Json } from '../api.js';
import type { Visit } from './visit.js';

/** What the pages of the service itself do in a browser. */
export function ownPages(open: (path: string) => Promise<Visit>): void {
  describe('the pages of the service', () => {
    it('lead from / to the REST API, which opens with uploads and shows what each operation is for', async () => {
      const visit = await open('/');
      const { page, problems } = visit;
      await page.locator('.opblock-summary-description').first().waitFor();
      expect(page.url()).toMatch(/\/docs$/);
      expect(await page.locator('h3.opblock-tag').first().getAttribute('data-tag')).toBe('uploads');
      const shown = page.locator('.opblock-summary-description', { hasText: 'Create an upload' }).first();
      expect(await shown.isVisible()).toBe(true);
      expect(problems).toEqual([]);
    });

    it('show GraphQL with a walk in tabs, which works once the key is in the headers', async () => {
      const visit = await open('/graphql');
      const { page, problems } = visit;
      const tabs = page.locator('[role=tab].graphiql-tab-button, .graphiql-tab-button');
      await tabs.first().waitFor();
      expect(await tabs.allTextContents()).toEqual([
        ...['WhoAmI', 'CreateUpload', 'ConfirmUpload', 'DownloadFile', 'FollowWorkspace'],
      ]);
      await visit.sees('Airlock takes files straight into object storage,');
      expect(await page.getByText('Ruru').locator('visible=true').count()).toBe(0);
      await page.getByRole('button', { name: 'Headers', exact: true }).click();
      const headers = page.locator('.graphiql-editor-tool .graphiql-editor:not(.hidden)');
      await headers.getByText('sk_…').waitFor();
      await headers.getByText('sk_…').click();
      await page.keyboard.press('End');
      await page.keyboard.press('ArrowLeft');
      for (const _ of 'sk_…') await page.keyboard.press('Shift+ArrowLeft');
      await page.keyboard.insertText(ROOT_KEY);
      await page.getByRole('button', { name: /Execute query/ }).click();
      await page.locator('.graphiql-response').getByText('organizationId').first().waitFor();
      expect(problems).toEqual([]);
    });

    it('explain a problem without a script', async () => {
      const visit = await open('/problems');
      const { page, problems } = visit;
      await page.getByText('The bytes have not arrived').click();
      expect(await page.locator('h1').textContent()).toBe('The bytes have not arrived');
      await visit.sees('UPLOAD_NOT_UPLOADED');
      const font = await page
        .locator('body')
        .evaluate((body: Json) => body.ownerDocument.defaultView.getComputedStyle(body).fontFamily);
      expect(font).toContain('system-ui');
      expect(problems).toEqual([]);
    });
  });
}
