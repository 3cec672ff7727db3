import { AirlockError } from '../errors/airlock-error.js';
import type { ResumeStore } from '../resume/store.js';
import type { Credentials } from './credentials.js';
import { withDeadline } from './deadline.js';
import { readAnswer } from './read-answer.js';
import { retrying, type RetryPolicy } from './retry.js';

export type Query = Record<string, unknown>;

/** One request. */
export interface Call {
  query?: Query;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** The service does it once for this name, so it may be repeated after a cut. */
  idempotencyKey?: string;
  /** A POST that changes nothing more when it is repeated, such as a confirmation. */
  repeatable?: boolean;
  /** Milliseconds for one try. Default: 30,000. */
  timeoutMs?: number;
}

/** What every call of a client shares. */
export interface Connection {
  baseUrl: string;
  credentials: Credentials;
  workspace?: string;
  fetch: typeof fetch;
  retries: RetryPolicy;
  /** Where unfinished uploads are remembered, if anywhere. */
  resume?: ResumeStore;
}

const USUAL_TIMEOUT_MS = 30_000;

/** The REST API for one caller. Credentials go to `baseUrl` only. */
export class Api {
  constructor(readonly connection: Connection) {}

  /** Answers the JSON, or nothing for an empty answer. Repeats what may be repeated. */
  call<T>(method: string, path: string, call: Call = {}): Promise<T> {
    const isRepeatable = method !== 'POST' || call.repeatable === true || call.idempotencyKey !== undefined;
    // A 429, and a 503 that says when to come back, were refused before anything was done.
    const wasRefused = ({ status, retryAfterMs }: AirlockError) => status === 429 || retryAfterMs !== undefined;
    const act = async (attempt: number) => {
      try {
        return (await this.once(method, path, call, readAnswer)) as T;
      } catch (error) {
        const isGone = method === 'DELETE' && attempt > 1 && error instanceof AirlockError && error.status === 404;
        if (isGone) return undefined as T;
        throw error;
      }
    };
    const { retries } = this.connection;
    return retrying(act, retries, call.signal, (error) => isRepeatable || wasRefused(error));
  }

  /** One try; twice when the credentials were refused and others can be had. `read` has to be done before the deadline. */
  async once<T>(method: string, path: string, call: Call, read: (answer: Response) => Promise<T>): Promise<T> {
    const { credentials } = this.connection;
    for (let renewed = false; ; renewed = true) {
      const bearer = await credentials.bearer();
      const answer = await this.send(method, path, call, bearer, async (answer) => {
        if (answer.status !== 401 || renewed) return { value: await read(answer) };
        return { error: await readAnswer(answer).catch((error: unknown) => error) };
      });
      if ('value' in answer) return answer.value as T;
      if (!(await credentials.renew(bearer))) throw answer.error;
    }
  }

  private send<T>(
    method: string,
    path: string,
    call: Call,
    bearer: string,
    read: (answer: Response) => Promise<T>,
  ): Promise<T> {
    const { baseUrl, fetch, workspace } = this.connection;
    const { body, timeoutMs = USUAL_TIMEOUT_MS, idempotencyKey } = call;
    const headers = {
      Accept: 'application/json',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey }),
      ...(workspace === undefined ? {} : { 'X-Namespace': workspace }),
      ...call.headers,
      Authorization: `Bearer ${bearer}`,
    };
    const json = body === undefined ? undefined : JSON.stringify(body);
    return withDeadline(timeoutMs, call.signal, async (signal) =>
      read(
        await fetch(baseUrl + path + queryOf(call.query), {
          ...{ method, headers, body: json, signal },
          ...({ redirect: 'manual', credentials: 'omit', cache: 'no-store' } as const),
        }),
      ),
    );
  }
}

/** Fills `{names}` in a path. */
export function filled(path: string, values: Record<string, unknown> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    const text = String((value as string | undefined) ?? '');
    // A URL drops segments of dots, encoded or not: another route would be called.
    if (/^\.{0,2}$/.test(text))
      throw new AirlockError({ code: 'INVALID_ARGUMENT', message: `${name} is missing or is not an id.` });
    return encodeURIComponent(text);
  });
}

/** A query string; objects become `name.key=value`, as filters by metadata are written. */
function queryOf(query: Query = {}): string {
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null) continue;
    if (Array.isArray(value)) for (const one of value) pairs.append(name, String(one));
    else if (typeof value === 'object')
      for (const [key, one] of Object.entries(value)) pairs.append(`${name}.${key}`, String(one));
    else pairs.append(name, String(value as string));
  }
  return pairs.size ? `?${pairs}` : '';
}

/** A name for a request that creates something. */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `sdk-${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
