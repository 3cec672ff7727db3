import { expect } from '@jest/globals';
import * as tus4 from 'tus-js-client';
import * as tus3 from 'tus-js-client-3';
import { type Answer, type Api, http, type Json } from './api.js';
import { download, settled } from './walk.js';

/** The majors of the client, by their exact version. */
export const tusClients = { '4.3.1': tus4, '3.1.3': tus3 as unknown as typeof tus4 };
export type TusVersion = keyof typeof tusClients;

type Options = tus4.UploadOptions;
export type TusInput = ConstructorParameters<typeof tus4.Upload>[0];

/** How the upload of a client ended. */
export interface TusOutcome {
  /** The record’s id, by X-Upload-Id. */
  id: string;
  url: string;
  requests: string[];
}

/** An unmodified tus-js-client, and what it sees. */
export class TusClient {
  constructor(
    private readonly api: Api,
    private readonly version: TusVersion = '4.3.1',
  ) {}

  /** Sends a file to its end. */
  async send(input: TusInput, options: Options = {}): Promise<TusOutcome> {
    const outcome: TusOutcome = { id: '', url: '', requests: [] };
    await new Promise<void>((resolve, reject) => {
      const upload = this.upload(input, outcome, { ...options, onSuccess: () => resolve(), onError: reject });
      upload.start();
    });
    return outcome;
  }

  /** Sends until more than this many bytes have left, and goes away in the middle of a request. */
  async sendUntil(sentBytes: number, input: TusInput, options: Options = {}): Promise<TusOutcome> {
    const outcome: TusOutcome = { id: '', url: '', requests: [] };
    await new Promise<void>((resolve, reject) => {
      const onProgress = (sent: number) => {
        if (sent >= sentBytes && outcome.url) void upload.abort().then(resolve, reject);
      };
      const upload = this.upload(input, outcome, { ...options, onProgress, onError: reject });
      upload.start();
    });
    return outcome;
  }

  terminate(url: string): Promise<void> {
    return tusClients[this.version].Upload.terminate(url, { ...this.defaults(), retryDelays: null });
  }

  private upload(input: TusInput, outcome: TusOutcome, options: Options): tus4.Upload {
    const upload: tus4.Upload = new tusClients[this.version].Upload(input, {
      ...this.defaults(),
      ...options,
      onUploadUrlAvailable: () => void (outcome.url = upload.url!),
      onAfterResponse: (request, response) => {
        outcome.requests.push(`${request.getMethod()} ${response.getStatus()}`);
        outcome.id ||= response.getHeader('x-upload-id') ?? '';
      },
    });
    return upload;
  }

  private defaults(): Options {
    return {
      endpoint: `${this.api.url}/v1/tus`,
      headers: { authorization: `Bearer ${this.api.key}` },
      metadata: { bucket: 'assets', filename: 'hellö.txt', filetype: 'text/plain' },
      retryDelays: [0, 100, 300, 1_000, 3_000],
      storeFingerprintForResuming: false,
    };
  }
}

const encoded = (metadata: Record<string, string>) =>
  Object.entries(metadata)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',');

/** Requests of the protocol by hand, with every header under control; an empty text leaves a default out. */
export class RawTus {
  constructor(private readonly api: Api) {}

  create(length: number | undefined, metadata: Record<string, string> = {}, more: Record<string, string> = {}) {
    const said = { bucket: 'assets', filename: 'a.txt', filetype: 'text/plain', ...metadata };
    const size: Record<string, string> =
      length === undefined ? { 'upload-defer-length': '1' } : { 'upload-length': String(length) };
    return this.ask('POST', `${this.api.url}/v1/tus`, { ...size, 'upload-metadata': encoded(said), ...more });
  }

  look(url: string, more: Record<string, string> = {}) {
    return this.ask('HEAD', url, more);
  }

  append(url: string, offset: number, body: Buffer | string, more: Record<string, string> = {}) {
    const sent = { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream', ...more };
    return this.ask('PATCH', url, sent, body);
  }

  terminate(url: string) {
    return this.ask('DELETE', url);
  }

  ask(method: string, url: string, more: Record<string, string> = {}, body?: Buffer | string): Promise<Answer<Json>> {
    const given = { 'tus-resumable': '1.0.0', authorization: `Bearer ${this.api.key}`, ...more };
    const headers = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
    return http(url, { method, headers, body });
  }
}

/** A new upload: its address and its id. */
export async function createdByTus(
  api: Api,
  length: number | undefined,
  metadata: Record<string, string> = {},
): Promise<{ url: string; id: string }> {
  const { status, headers, text } = await new RawTus(api).create(length, metadata);
  if (status !== 201) throw new Error(`tus answered ${status}: ${text}`);
  return { url: String(headers.location), id: String(headers['x-upload-id']) };
}

let texts = 0;

/** Text of its own, in which every place is different. */
export function linesOf(size: number): Buffer {
  const name = `file ${(texts += 1)}`;
  const lines = Array.from({ length: Math.ceil(size / 16) }, (_, n) => `${name}, line ${n}\n`);
  return Buffer.from(lines.join('')).subarray(0, size);
}

/** Waits for the verdict: it is admitted, and downloads are the same bytes. An empty file is rejected, as every one is. */
export async function expectStored(api: Api, id: string, bytes: Buffer): Promise<void> {
  const empty = { status: 'FAILED', status_reason: 'empty' };
  const admitted = { status: 'COMPLETED', status_reason: null, file_size_bytes: bytes.length };
  expect(await settled(api, id)).toMatchObject(bytes.length === 0 ? empty : admitted);
  if (bytes.length) expect((await download(api, id)).bytes.equals(bytes)).toBe(true);
}
