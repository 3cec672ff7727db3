import { type Agent, request } from 'node:http';
import { ROOT_KEY } from './airlock.js';
import { expectDescribed } from './described-answers.js';
import { noteCredentials, noteSecrets } from './log-secrets.js';

export interface Answer<T = Record<string, unknown>> {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: T;
  text: string;
}

/** JSON of an answer. Expectations check it, so it has no type. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers are checked by expectations, not by types
export type Json = any;

interface Sent {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Connections that stay open. Default: one of its own. */
  agent?: Agent;
}

/** Larger bodies are sent with `Expect: 100-continue`, as curl does: a refusal during the body is lost with the connection. */
const ASK_FIRST_ABOVE_BYTES = 1024 ** 2;

/** Plain HTTP with every header under control: nothing is added but Host and Content-Length, and Expect to large bodies. */
export function http(url: string, { method = 'GET', headers = {}, body, agent }: Sent = {}): Promise<Answer<Json>> {
  noteCredentials(headers.authorization);
  return new Promise((resolve, reject) => {
    const bytes = body === undefined ? undefined : Buffer.byteLength(body);
    const asksFirst = bytes !== undefined && bytes > ASK_FIRST_ABOVE_BYTES;
    const given = {
      ...(bytes === undefined ? {} : { 'content-length': String(bytes) }),
      ...(asksFirst ? { expect: '100-continue' } : {}),
    };
    const sent = request(url, { method, headers: { ...given, ...headers }, agent: agent ?? false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        noteSecrets(text);
        resolve({ status: answer.statusCode!, headers: answer.headers, body: jsonOf(text), text });
        if (!sent.writableEnded) sent.destroy();
      });
    });
    sent.on('error', reject);
    if (asksFirst) sent.once('continue', () => sent.end(body)).flushHeaders();
    else sent.end(body);
  });
}

function jsonOf(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** The REST and GraphQL APIs for one caller. */
export class Api {
  constructor(
    readonly url: string,
    readonly key: string = ROOT_KEY,
    readonly namespace?: string,
    private readonly agent?: Agent,
  ) {}

  /** The same server for another caller. */
  as(key: string, namespace?: string): Api {
    return new Api(this.url, key, namespace, this.agent);
  }

  /** The same caller on connections that stay open: for thousands of requests. */
  on(agent: Agent): Api {
    return new Api(this.url, this.key, this.namespace, agent);
  }

  /** Every answer is held to the OpenAPI document. */
  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<Json>> {
    const json = body === undefined ? undefined : JSON.stringify(body);
    const url = `${this.url}${path}`;
    const answer = await http(url, {
      method,
      body: json,
      agent: this.agent,
      headers: {
        ...this.credentials(),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
    });
    expectDescribed(method, url, answer);
    return answer;
  }

  get(path: string): Promise<Answer<Json>> {
    return this.call('GET', path);
  }

  post(path: string, body: unknown = {}): Promise<Answer<Json>> {
    return this.call('POST', path, body);
  }

  delete(path: string): Promise<Answer<Json>> {
    return this.call('DELETE', path);
  }

  graphql(query: string, variables: Record<string, unknown> = {}): Promise<Answer<Json>> {
    return this.call('POST', '/graphql', { query, variables });
  }

  private credentials(): Record<string, string> {
    const namespace: Record<string, string> = this.namespace ? { 'x-namespace': this.namespace } : {};
    return { authorization: `Bearer ${this.key}`, ...namespace };
  }
}
