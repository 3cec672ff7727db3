import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, Api, http, type Json } from '../api.js';
import { sendForm, type FormPart } from '../form.js';
import type { Installation } from './installation.js';
import type { Expectations } from './expectations.js';
import type { SeededRandom } from './random.js';

const RETRY_MS = 150;
/** Statuses that ask for a retry; every other answer is final. */
const LATER = new Set([408, 429, 503]);

const isLater = ({ status, body }: Answer<Json>) => LATER.has(status) || body?.code === 'IDEMPOTENCY_IN_PROGRESS';

/** A client that retries until it gets a final answer, each time at a random running process. */
export class RetryingClient {
  constructor(
    private readonly installation: Installation,
    private readonly key: string,
    private readonly expectations: Expectations,
    private readonly random: SeededRandom,
  ) {}

  call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer<Json>> {
    return this.retry(`${method} ${path}`, (api) => api.call(method, path, body, headers));
  }

  /** The data of an operation; its errors as a status, as REST would answer. */
  graphql(query: string, variables: Record<string, unknown>, headers: Record<string, string> = {}): Promise<Json> {
    const send = async (api: Api) => {
      const answer = await api.call('POST', '/graphql', { query, variables }, headers);
      const code = answer.body?.errors?.[0]?.extensions?.code;
      const unavailable = /UNAVAILABLE|STAGING_LIMIT|TIMEOUT/.test(code ?? '');
      return {
        ...answer,
        status: code === 'INTERNAL' ? 500 : unavailable ? 503 : answer.status,
        body: { ...answer.body, code },
      };
    };
    return this.retry('GraphQL', send);
  }

  form(parts: FormPart[], key: string): Promise<Answer<Json>> {
    return this.retry('form', (api) => sendForm(api, parts, { 'idempotency-key': key }));
  }

  /** Sends bytes to the store directly; clients reach it even while the servers do not. */
  put(upload: { presigned_url: string; headers: Record<string, string> }, body: Buffer): Promise<Answer<Json>> {
    return http(upload.presigned_url, { method: 'PUT', body, headers: upload.headers });
  }

  private async retry(what: string, send: (api: Api) => Promise<Answer<Json>>): Promise<Answer<Json>> {
    for (;;) {
      const server = this.random.pick(this.installation.members).server;
      if (server) {
        this.expectations.requests += 1;
        const answer = await send(new Api(server.url, this.key)).catch(() => undefined);
        if (answer?.status === 500) this.expectations.violations.push(`${what} answered 500: ${answer.text}`);
        if (answer && !isLater(answer) && answer.status !== 500) return answer;
      }
      await pause(RETRY_MS);
    }
  }
}
