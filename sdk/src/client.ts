import { Documents } from './documents/documents.js';
import { AirlockError } from './errors/airlock-error.js';
import { Files } from './files/files.js';
import type { paths } from './generated/openapi.js';
import { Api, type Call, filled } from './http/api.js';
import { Credentials, type Secret } from './http/credentials.js';
import { type RetryPolicy, usualRetries } from './http/retry.js';
import type { AnswerOf, Method, PathOf, RequestArguments } from './http/typed-request.js';
import { type ResumeStore, usualStore } from './resume/store.js';
import { Uploads } from './uploads/uploads.js';
import { Uppy } from './uppy/uppy.js';
import type { verifyWebhook } from './webhooks/verify.js';

export interface ClientOptions {
  /** Where Airlock answers, such as `https://files.example.com`. A path is kept. */
  baseUrl: string;
  /** `sk_…`, for servers. A page gets an upload token instead. */
  apiKey?: Secret;
  /** An upload token (`ut_…`) or a JWT. A function is called once, and again when the service refuses what it gave. */
  token?: Secret;
  /** Id or name of the workspace, for callers with several. */
  workspace?: string;
  /** How calls are repeated. */
  retries?: Partial<RetryPolicy>;
  /** Where unfinished uploads are remembered. Default: the storage of the page; `false`: nowhere. */
  resume?: ResumeStore | false;
  /** Used for calls of the API. Default: the global one. */
  fetch?: typeof fetch;
}

/** Everything a program does with Airlock. */
export interface Client {
  files(): Files;
  uploads(): Uploads;
  documents(): Documents;
  readonly webhooks: { verify: typeof verifyWebhook };
  readonly uppy: Uppy;
  /**
   * Any route of the service, with the types of its OpenAPI document:
   * `client.request('GET', '/v1/buckets/{bucket_id}', { path: { bucket_id: 'assets' } })`. A POST is repeated after a
   * network cut only with an `idempotencyKey`, or where it is said to be `repeatable`.
   */
  request<M extends Method, P extends PathOf<M>>(
    method: M,
    path: P,
    ...options: RequestArguments<P, M>
  ): Promise<AnswerOf<P, M>>;
}

/** A client for one service and one caller. Nothing is sent before it is used. */
export function createClient(options: ClientOptions): Client {
  const secret = options.apiKey ?? options.token;
  if (!secret) throw new AirlockError({ code: 'INVALID_ARGUMENT', message: 'Give an apiKey or a token.' });
  const api = new Api({
    baseUrl: baseOf(options.baseUrl),
    credentials: new Credentials(secret),
    workspace: options.workspace,
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    retries: { ...usualRetries, ...options.retries },
    resume: options.resume === false ? undefined : (options.resume ?? usualStore()),
  });
  const [files, uploads, documents] = [new Files(api), new Uploads(api), new Documents(api)];
  return {
    files: () => files,
    uploads: () => uploads,
    documents: () => documents,
    // Used by servers: pages do not load it.
    webhooks: { verify: async (options) => (await import('./webhooks/verify.js')).verifyWebhook(options) },
    uppy: new Uppy(api),
    request: (method, path, ...[request]) => {
      const { path: values, ...call } = (request ?? {}) as Call & { path?: Record<string, unknown> };
      return api.call(method, filled(path as keyof paths, values), call);
    },
  };
}

function baseOf(baseUrl: string): string {
  const message = 'baseUrl must be the http(s) address of Airlock, such as https://files.example.com.';
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  const isPlain = url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash;
  if (!isPlain) throw new AirlockError({ code: 'INVALID_ARGUMENT', message });
  return url.origin + url.pathname.replace(/\/+$/, '');
}
