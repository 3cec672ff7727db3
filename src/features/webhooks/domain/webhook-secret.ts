import { hkdfSync } from 'node:crypto';

const BYTES = 32;
const PREFIX = 'whsec_';

/**
 * The secrets of endpoints, derived from the installation's secret, the endpoint and a counter, so that none is stored.
 * A change of AIRLOCK_SECRET changes all of them.
 */
export class WebhookSecrets {
  constructor(private readonly installation: string) {}

  /** In the form that is shown once and that libraries of Standard Webhooks take. */
  shown(endpointId: string, version: number): string {
    return PREFIX + this.key(endpointId, version).toString('base64');
  }

  key(endpointId: string, version: number): Buffer {
    return Buffer.from(hkdfSync('sha256', this.installation, endpointId, `airlock webhook secret ${version}`, BYTES));
  }
}
