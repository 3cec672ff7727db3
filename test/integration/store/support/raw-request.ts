import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';

export interface RawRequest {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** The S3 error code, empty for a success. */
  code: string;
}

/** Plain HTTP with exactly these headers, as a client or an attacker may send. */
export function send(url: string, { method = 'GET', headers = {}, body }: RawRequest = {}): Promise<RawAnswer> {
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const { origin, hostname: host, port } = new URL(url);
  // The path unchanged: a URL object would resolve dot segments.
  const path = url.slice(origin.length);
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host, port, path, method, agent: false, headers: { ...length, ...headers } },
      (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(pieces).toString();
          const code = /<Code>([^<]*)</.exec(text)?.[1] ?? '';
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, code });
        });
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

export const putRaw = (url: string, body: string | Buffer, headers: Record<string, string> = {}) =>
  send(url, { method: 'PUT', headers, body });

/** Status and code in one line, e.g. `403 AccessDenied`. */
export const outcome = ({ status, code }: RawAnswer) => `${status} ${code}`.trim();
