import { until } from '../resilience/until.js';
import type { Browser, BrowserContext, Page } from 'playwright-core';

/** Only ends what hangs, before the test ends and says less. */
const PATIENCE_MS = 60_000;

/** One page of an application in a browser with storage of its own, and everything that went wrong in it. */
export class Visit {
  /** Errors in the console, uncaught exceptions, requests without an answer and answers from 400 on. */
  readonly problems: string[] = [];

  private constructor(
    private readonly context: BrowserContext,
    readonly page: Page,
  ) {
    page.on('console', (message) => {
      if (message.type() === 'error') this.problems.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.problems.push(`uncaught: ${error.message}`));
    page.on('requestfailed', (request) => this.problems.push(`${request.method()}: ${request.failure()?.errorText}`));
    page.on('response', (answer) => {
      if (answer.status() >= 400) this.problems.push(`${answer.request().method()}: ${answer.status()}`);
    });
  }

  static async open(browser: Browser, url: string): Promise<Visit> {
    const context = await browser.newContext();
    const visit = new Visit(context, await context.newPage());
    await visit.page.goto(url);
    return visit;
  }

  /** Selects files of this machine, as a person does. */
  async choose(...paths: string[]): Promise<void> {
    await this.page.locator('input[type=file]:enabled').first().setInputFiles(paths);
  }

  /** Waits for a line that the page shows, and returns all lines up to now. */
  async shown(last: string): Promise<string[]> {
    const lines = this.page.locator('#log > li');
    try {
      await lines.filter({ hasText: last }).first().waitFor({ timeout: PATIENCE_MS });
    } catch {
      const found = [...(await lines.allTextContents()), ...this.problems];
      throw new Error(`"${last}" was not shown, but:\n${found.join('\n')}`);
    }
    return lines.allTextContents();
  }

  async sees(text: string): Promise<void> {
    await this.page.getByText(text).first().waitFor({ timeout: PATIENCE_MS });
  }

  /** Waits for a text that the page shows, or that its client writes to the console. */
  async told(text: string): Promise<void> {
    const inConsole = () => this.problems.some((problem) => problem.includes(text));
    await until(async () => inConsole() || (await this.page.getByText(text).count()) > 0);
  }

  /** Takes the page off the network, and back. */
  async setOffline(offline: boolean): Promise<void> {
    await this.context.setOffline(offline);
  }

  /** The URLs of requests like this from now on. */
  requests(like: RegExp): string[] {
    const urls: string[] = [];
    this.page.on('request', (request) => {
      if (request.method() === 'PUT' && like.test(request.url())) urls.push(request.url());
    });
    return urls;
  }

  /** Keeps requests of this pattern back until the returned function is called. */
  async hold(pattern: string): Promise<() => void> {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    await this.page.route(pattern, (route) => released.then(() => route.continue()));
    return release;
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}
