import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { PostPolicyVerifier } from './auth/post-policy.js';
import { SignatureVerifier } from './auth/signature-verifier.js';
import { SigningKeys } from './auth/signing-keys.js';
import { Buckets } from './disk/buckets.js';
import { Housekeeping } from './disk/housekeeping.js';
import { EventPublisher } from './events/event-publisher.js';
import { WebhookSender } from './events/webhook-sender.js';
import { defaultCorsRule } from './http/cors-rules.js';
import { RequestHandler } from './request-handler.js';
import { defaultLimits, type StoreOptions } from './store-options.js';

const HEADERS_TIMEOUT_MS = 60_000;
const KEEP_ALIVE_MS = 65_000;
const IDLE_TIMEOUT_MS = 120_000;
const STOP_GRACE_MS = 1_000;

/**
 * An S3-compatible store in this thread, as strict as S3 about signatures, policies, checksums and conditions.
 * Acknowledged writes survive kill -9 and power loss; unacknowledged ones leave nothing.
 */
export class EmbeddedStore {
  private readonly server: Server;
  private readonly handler: RequestHandler;
  private readonly buckets: Buckets;
  private readonly housekeeping: Housekeeping;
  private readonly webhook: WebhookSender | undefined;
  private readonly running = new Set<Promise<void>>();
  private readonly onError: (error: unknown) => void;
  private origin = '';

  constructor(private readonly options: StoreOptions) {
    const { clock = Date.now, region = 'us-east-1', corsOrigins = ['*'], onEvent } = options;
    const { onError = (error: unknown) => console.error(error) } = options;
    this.onError = onError;
    const limits = { ...defaultLimits, ...options.limits };
    const keys = new SigningKeys(options.credentials, region);
    const webhook = options.webhook && new WebhookSender(options.webhook, onError);
    const listeners = [onEvent, webhook?.send.bind(webhook)].filter((listener) => listener !== undefined);
    const events = new EventPublisher(listeners, region, clock, onError);
    const buckets = new Buckets(options.dir, clock);
    const policies = new PostPolicyVerifier(keys, clock, limits.maxBodyBytes);
    const services = { buckets, events, policies, limits, clock };
    this.handler = new RequestHandler(
      services,
      new SignatureVerifier(keys, clock),
      defaultCorsRule(corsOrigins),
      onError,
    );
    this.housekeeping = new Housekeeping(buckets, events, clock, onError);
    this.buckets = buckets;
    this.webhook = webhook;
    this.server = createServer({
      requestTimeout: 0,
      headersTimeout: HEADERS_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
    });
    this.server.setTimeout(IDLE_TIMEOUT_MS);
    this.server.on('request', this.listener(false));
    this.server.on('checkContinue', this.listener(true));
  }

  /** The address without a trailing slash; empty before `start`. */
  get url(): string {
    return this.origin;
  }

  /** Resolves when requests are served; the clean-up after a crash runs in the background. */
  async start(): Promise<void> {
    const { host = '127.0.0.1', port = 0 } = this.options;
    await this.buckets.open();
    for (const name of this.options.buckets ?? []) await this.buckets.create(name);
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, () => {
        this.server.off('error', reject);
        resolve();
      });
    });
    const { port: bound } = this.server.address() as AddressInfo;
    this.origin = `http://${reachable(host)}:${bound}`;
    this.housekeeping.start();
  }

  /** Resolves when the clean-up after a crash is done and lifecycle rules have been applied. */
  whenTidy(): Promise<void> {
    return this.housekeeping.whenDone();
  }

  /** Waits a moment for running requests, then closes their connections: uncommitted writes leave nothing. */
  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeIdleConnections();
    const timeout = setTimeout(() => this.server.closeAllConnections(), STOP_GRACE_MS);
    await closed;
    clearTimeout(timeout);
    await Promise.allSettled(this.running);
    await this.housekeeping.stop();
    await this.webhook?.stop();
  }

  private listener(expectsContinue: boolean) {
    return (request: IncomingMessage, response: ServerResponse) => {
      const work = this.handler.handle(request, response, expectsContinue).catch((error: unknown) => {
        this.onError(error);
        response.destroy();
      });
      this.running.add(work);
      void work.finally(() => this.running.delete(work));
    };
  }
}

function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
