import { type ServerResponse } from 'node:http';
import { finished, pipeline } from 'node:stream/promises';
import { S3Error } from '../s3-error.js';
import { element } from '../xml.js';
import { type Reply } from './reply.js';
import { type S3Request } from './s3-request.js';

/** How long a refused body is read and discarded, so that the client can read the response. */
const LINGER_MS = 10_000;

export async function sendReply(request: S3Request, response: ServerResponse, reply: Reply): Promise<void> {
  const { status, headers = {}, body = '' } = reply;
  if (typeof body === 'string') {
    const length = headers['content-length'] ?? Buffer.byteLength(body);
    response.writeHead(status, bodyless(status) ? headers : { 'content-length': length, ...headers });
    response.end(request.method === 'HEAD' ? undefined : body);
    return;
  }
  response.writeHead(status, headers);
  if (Buffer.isBuffer(body)) {
    response.end(body);
    return;
  }
  // A client may disconnect while it reads: not an error.
  await pipeline(body, response).catch(() => response.destroy());
}

/** Sends an error. An unread body is drained for a while: closing the connection earlier would reset it and lose the response. */
export async function sendError(request: S3Request, response: ServerResponse, error: S3Error): Promise<void> {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const fields = [
    element('Code', error.code),
    element('Message', error.message),
    ...Object.entries(error.details).map(([name, value]) => element(name, value)),
    element('Resource', request.rawPath),
    element('RequestId', request.id),
  ];
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${fields.join('')}</Error>`;
  const unread = !request.incoming.complete;
  if (unread) response.setHeader('connection', 'close');
  response.writeHead(error.status, { 'content-type': 'application/xml', 'content-length': Buffer.byteLength(body) });
  if (request.method !== 'HEAD') response.write(body);
  if (unread) await drain(request);
  response.end();
}

async function drain({ incoming }: S3Request): Promise<void> {
  incoming.resume();
  await finished(incoming, { signal: AbortSignal.timeout(LINGER_MS) }).catch(() => undefined);
}

function bodyless(status: number): boolean {
  return status === 204 || status === 304;
}
