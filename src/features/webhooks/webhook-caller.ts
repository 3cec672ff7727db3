import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { OutgoingError } from '../../platform/outgoing/outgoing-error.js';
import { OutgoingHttp } from '../../platform/outgoing/outgoing-http.js';
import { inSpan } from '../../platform/tracing/trace.js';
import { type Attempt, GONE } from './domain/delivery.js';
import { signedHeaders } from './domain/sign-message.js';
import { WebhookSecrets } from './domain/webhook-secret.js';
import type { DueDelivery, LeasedEndpoint } from './endpoint-leases.repository.js';

/** Makes one signed call of one endpoint. Never throws: every outcome is an attempt in the log. */
@Injectable()
export class WebhookCaller {
  private readonly secrets: WebhookSecrets;

  constructor(
    private readonly outgoing: OutgoingHttp,
    config: Config,
  ) {
    this.secrets = new WebhookSecrets(config.get('AIRLOCK_SECRET')!);
  }

  call(endpoint: LeasedEndpoint, due: DueDelivery): Promise<Attempt> {
    const attributes = {
      'airlock.delivery_id': due.id,
      'airlock.endpoint_id': endpoint.id,
      'airlock.try': due.tries + 1,
    };
    return inSpan('deliver webhook', { kind: 'client', continues: due.traceparent, attributes }, async (span) => {
      const attempt = await this.tryOnce(endpoint, due, span ? { traceparent: span.traceparent } : {});
      span?.set({ 'http.response.status_code': attempt.statusCode ?? undefined });
      return attempt;
    });
  }

  private async tryOnce(endpoint: LeasedEndpoint, { id, payload }: DueDelivery, context: object): Promise<Attempt> {
    const at = new Date();
    const start = performance.now();
    const signed = signedHeaders({ id, body: payload }, this.keysOf(endpoint), at);
    const outcome = await this.post(endpoint, { ...signed, ...context }, payload);
    return { at: at.toISOString(), durationMs: Math.round(performance.now() - start), ...outcome };
  }

  private async post({ url }: LeasedEndpoint, signed: Record<string, string>, body: string) {
    const headers = {
      ...signed,
      'content-type': 'application/json',
      accept: '*/*',
      'user-agent': 'Airlock-Webhooks/1',
    };
    try {
      const statusCode = await this.outgoing.post({ url, headers, body });
      return { statusCode, error: errorOf(statusCode) };
    } catch (error) {
      return { statusCode: null, error: OutgoingError.from(error).message };
    }
  }

  private keysOf({ id, secretVersion, rotating }: LeasedEndpoint): Buffer[] {
    const versions = rotating ? [secretVersion, secretVersion - 1] : [secretVersion];
    return versions.map((version) => this.secrets.key(id, version));
  }
}

function errorOf(statusCode: number): string | null {
  if (statusCode >= 200 && statusCode < 300) return null;
  if (statusCode === GONE) return 'The endpoint answered 410: it takes no more deliveries, and is disabled.';
  return statusCode >= 300 && statusCode < 400
    ? `The endpoint redirects (${statusCode}): redirects are not followed.`
    : `The endpoint answered ${statusCode}.`;
}
