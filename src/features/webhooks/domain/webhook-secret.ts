import { hkdfSync } from 'node:crypto';

const BYTES = 32;
const PREFIX = 'whsec_';

/**
 * The secrets of endpoints: made from the installation's own secret, the endpoint and a counter, so that none is kept
 * anywhere. Whoever changes AIRLOCK_SECRET changes them all.
 */
export class WebhookSecrets {
  constructor(private readonly installation: string) {}

  /** As it is shown, once, and as Standard Webhooks libraries take it. */
  shown(endpointId: string, version: number): string {
    return PREFIX + this.key(endpointId, version).toString('base64');
  }

  key(endpointId: string, version: number): Buffer {
    return Buffer.from(hkdfSync('sha256', this.installation, endpointId, `airlock webhook secret ${version}`, BYTES));
  }
}
