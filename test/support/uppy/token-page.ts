import { type Answer, http, type Json } from '../api.js';
import type { TestToken } from '../upload-tokens.js';

/** What a page can send with a token, request by request: for attacks that no Uppy would make. */
export class TokenPage {
  constructor(
    private readonly url: string,
    private readonly token: TestToken,
    private readonly headers: Record<string, string> = {},
  ) {}

  get secret(): string {
    return this.token.upload_token;
  }

  /** The same page with other headers. */
  with(headers: Record<string, string>): TokenPage {
    return new TokenPage(this.url, this.token, headers);
  }

  /** The REST API with the token as its bearer. */
  rest(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer<Json>> {
    return this.call(`${this.url}${path}`, method, body, { authorization: `Bearer ${this.secret}`, ...headers });
  }

  companion(method: string, path: string, body?: unknown): Promise<Answer<Json>> {
    return this.call(`${this.token.companion_url}/s3${path}`, method, body);
  }

  sign(request: object): Promise<Answer<Json>> {
    return this.call(this.token.sign_url, 'POST', request);
  }

  create(more: object = {}, headers: Record<string, string> = {}, bucket = 'assets'): Promise<Answer<Json>> {
    const body = { filename: 'a.txt', content_type: 'text/plain', file_size_bytes: 3, ...more };
    return this.rest('POST', `/v1/buckets/${bucket}/uploads`, body, headers);
  }

  async open(type = 'text/plain'): Promise<{ uploadId: string; key: string }> {
    return (await this.companion('POST', '/multipart', { filename: 'a.txt', type, metadata: {} })).body;
  }

  /** Sends parts of these sizes; returns how Companion's clients name them. */
  async sendParts({ uploadId, key }: { uploadId: string; key: string }, ...sizes: number[]) {
    const parts = [];
    for (const [index, size] of sizes.entries()) {
      const signed = await this.companion('GET', `/multipart/${uploadId}/${index + 1}?key=${encodeURIComponent(key)}`);
      const { headers } = await http(signed.body.url, { method: 'PUT', body: Buffer.alloc(size, 'a') });
      parts.push({ PartNumber: index + 1, ETag: String(headers.etag), url: String(signed.body.url) });
    }
    return parts;
  }

  complete({ uploadId, key }: { uploadId: string; key: string }, parts: object[]): Promise<Answer<Json>> {
    return this.companion('POST', `/multipart/${uploadId}/complete?key=${encodeURIComponent(key)}`, { parts });
  }

  abort({ uploadId, key }: { uploadId: string; key: string }): Promise<Answer<Json>> {
    return this.companion('DELETE', `/multipart/${uploadId}?key=${encodeURIComponent(key)}`);
  }

  private call(url: string, method: string, body?: unknown, headers: Record<string, string> = {}) {
    const json = body === undefined ? undefined : JSON.stringify(body);
    const type: Record<string, string> = json === undefined ? {} : { 'content-type': 'application/json' };
    return http(url, { method, body: json, headers: { ...type, ...headers, ...this.headers } });
  }
}
