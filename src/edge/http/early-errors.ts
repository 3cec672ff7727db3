import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Errors } from '../../shared/errors/errors.js';
import { problemOf } from '../errors/problem.js';
import { sendProblem } from '../errors/send-problem.js';
import { setCorsHeaders } from './cors.js';
import { readOn } from './read-on.js';
import { setSecurityHeaders } from './security-headers.js';

/** A URL that the router cannot read: no hook has run, so what hooks do is done here. */
export const brokenUrlAnswer =
  (origins: readonly string[]) => (_: Error, request: FastifyRequest, reply: FastifyReply) =>
    answerBrokenUrl(request, reply, origins);

function answerBrokenUrl(request: FastifyRequest, reply: FastifyReply, origins: readonly string[]): void {
  setSecurityHeaders(request.id, reply);
  setCorsHeaders(request, reply, origins);
  const error = Errors.invalidField('url', 'must be a well-formed path, percent-encoded as UTF-8, with short segments');
  readOn(request.raw, reply.raw, () => {
    if (request.method === 'OPTIONS') void reply.status(204).send();
    else sendProblem(request, reply, { problem: problemOf(error) });
  });
}

const broken: Record<string, [status: number, message: string]> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'must arrive in time: send the request again'],
  HPE_HEADER_OVERFLOW: [431, 'has headers larger than 16 KiB in all'],
};

/** Bytes that are not HTTP: there is no request to answer, so the answer is written to the socket by hand. */
export function answerBrokenConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return;
  const [status, message] = broken[error.code ?? ''] ?? [400, 'must be well-formed HTTP/1.1'];
  const title = STATUS_CODES[status] ?? 'Error';
  const body = JSON.stringify({ ...problemOf(Errors.invalidField('request', message)), status, title });
  const head = [
    `HTTP/1.1 ${status} ${title}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** No name of ours holds a NUL, and PostgreSQL takes none: refused here, no parameter needs to be looked at again. */
export function refuseNulInUrl(server: FastifyInstance): void {
  server.addHook('preParsing', (request, _reply, _payload, done) => {
    done(request.url.includes('%00') ? Errors.invalidField('url', 'must not contain %00') : undefined);
  });
}
