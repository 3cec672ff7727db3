import { http } from '../api.js';
import type { RetryingClient } from './retrying-client.js';
import type { ExpectedUpload, Expectations } from './expectations.js';
import type { SeededRandom } from './random.js';

/** Reads what it may, tries what it may not, and now and then has a content quarantined. */
export class Reader {
  constructor(
    private readonly client: RetryingClient,
    private readonly expectations: Expectations,
    private readonly random: SeededRandom,
    private readonly tenant: number,
  ) {}

  async readOne(): Promise<void> {
    const what = this.random.weighted([
      ['read', 60],
      ['forbidden', 35],
      ['quarantine', 5],
    ] as const);
    const [readable, forbidden] = [this.expectations.readable(this.tenant), this.expectations.forbidden(this.tenant)];
    if (what === 'forbidden') {
      if (forbidden.length) await this.tryForbidden(this.random.pick(forbidden));
    } else if (readable.length) {
      const chosen = this.random.pick(readable);
      if (what === 'quarantine') await this.quarantine(chosen);
      else await this.read(chosen);
    }
  }

  private async read(expected: ExpectedUpload): Promise<void> {
    const location = await this.locationOf(expected);
    if (!location) return;
    const answer = await fetch(location).catch(() => undefined);
    if (answer?.status !== 200) return;
    const bytes = Buffer.from(await answer.arrayBuffer());
    if (!bytes.equals(expected.file.bytes))
      this.expectations.violations.push(`${expected.id} was served with other bytes`);
  }

  private async tryForbidden(expected: ExpectedUpload): Promise<void> {
    if (await this.locationOf(expected))
      this.expectations.violations.push(`${expected.id} is ${this.expectations.outcomeOf(expected)}, and was served`);
  }

  /** The link first, so that it is known which one must die. */
  private async quarantine(expected: ExpectedUpload): Promise<void> {
    const { id, sha256 } = expected;
    const link = await this.client.call('GET', `/v1/files/${id}/download-url`);
    const { status } = await this.client.call('POST', '/v1/quarantine', { sha256, reason: 'soak' });
    if (status !== 200) return;
    this.expectations.quarantine(expected);
    if (link.status === 200) this.expectations.deadLinks.push({ id, url: link.body.download_url as string });
  }

  private async locationOf({ id }: ExpectedUpload): Promise<string | undefined> {
    const { status, headers } = await this.client.call('GET', `/v1/files/${id}/content`);
    return status === 302 ? String(headers.location) : undefined;
  }
}

/** Whether a link still leads to bytes. */
export const leads = async (url: string): Promise<boolean> => (await http(url)).status === 200;
