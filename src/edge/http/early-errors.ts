import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Errors } from '../../shared/errors/errors.js';
import { problemOf } from '../errors/problem.js';
import { sendProblem } from '../errors/send-problem.js';
import { logAnswer } from './access-log.js';
import { setCorsHeaders } from './cors.js';
import { drainBody } from './drain-body.js';
import { setSecurityHeaders } from './security-headers.js';

const logger = new Logger('Access');

/** Answers a URL that the router cannot parse: no hook has run, so headers are set here. */
export const brokenUrlAnswer =
  (origins: readonly string[]) => (_: Error, request: FastifyRequest, reply: FastifyReply) =>
    answerBrokenUrl(request, reply, origins);

function answerBrokenUrl(request: FastifyRequest, reply: FastifyReply, origins: readonly string[]): void {
  setSecurityHeaders(request.id, reply);
  setCorsHeaders(request, reply, origins);
  const error = Errors.invalidField('url', 'must be a well-formed path, percent-encoded as UTF-8, with short segments');
  // No hook runs for this answer.
  reply.raw.once('close', () => logAnswer(request, reply));
  drainBody(request.raw, reply.raw, () => {
    if (request.method === 'OPTIONS') void reply.status(204).send();
    else sendProblem(request, reply, { problem: problemOf(error) });
  });
}

const broken: Record<string, [status: number, message: string]> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'must arrive in time: send the request again'],
  HPE_HEADER_OVERFLOW: [431, 'has headers larger than 16 KiB in all'],
};

/** Answers bytes that are not HTTP: without a request, the response is written to the socket directly. */
export const brokenConnectionAnswer = (publicUrl: string) => (error: NodeJS.ErrnoException, socket: Socket) =>
  answerBrokenConnection(error, socket, publicUrl);

function answerBrokenConnection(error: NodeJS.ErrnoException, socket: Socket, publicUrl: string): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return;
  const [status, message] = broken[error.code ?? ''] ?? [400, 'must be well-formed HTTP/1.1'];
  logger.log(`Refused a connection with ${status}: what it sent ${message}`, { status, address: socket.remoteAddress });
  const title = STATUS_CODES[status] ?? 'Error';
  const problem = problemOf(Errors.invalidField('request', message));
  const body = JSON.stringify({ ...problem, type: publicUrl + problem.type, status });
  const head = [
    `HTTP/1.1 ${status} ${title}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** PostgreSQL stores no NUL: refused here once for all parameters of a URL. */
export function refuseNulInUrl(server: FastifyInstance): void {
  server.addHook('preParsing', (request, _reply, _payload, done) => {
    done(request.url.includes('%00') ? Errors.invalidField('url', 'must not contain %00') : undefined);
  });
}
