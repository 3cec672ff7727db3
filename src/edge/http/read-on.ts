import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { hasBody } from './has-body.js';

/** What is read of a body whose request was answered already. */
const MOST_BYTES = 32 * 1024 * 1024;
const MOST_MS = 10_000;

/**
 * A refusal may be ready before its request has arrived whole. A connection that closes with unread bytes is reset, and
 * the reset overtakes the answer: `fetch` would see a network error. So the rest of the body is read and thrown away.
 */
export function readOnAfterAnswers(server: FastifyInstance): void {
  server.addHook('onSend', (request, reply, _payload, done) => {
    // Fastify closes whatever it refuses while it parses; here the connection can go on.
    if (reply.getHeader('connection') === 'close') void reply.removeHeader('connection');
    readOn(request.raw, reply.raw, done);
  });
}

/**
 * Lets the answer leave now, and reads on. A client that goes on beyond the bounds is cut off. Where the client asked to
 * close the connection, Node would do so with the answer, in the middle of the body: here that waits for the body.
 */
export function readOn(request: IncomingMessage, response: ServerResponse, answer: () => void): void {
  if (request.complete || request.destroyed || !hasBody(request)) return answer();
  const closes = !response.shouldKeepAlive;
  response.shouldKeepAlive = true;
  let left = MOST_BYTES;
  const settled = Promise.withResolvers<void>();
  const patience = setTimeout(settled.resolve, MOST_MS).unref();
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) settled.resolve();
  });
  request.once('close', settled.resolve).once('end', settled.resolve).resume();
  void settled.promise.then(() => {
    clearTimeout(patience);
    if (!request.complete) request.socket.destroy();
    else if (closes) whenFinished(response, () => request.socket.end());
  });
  answer();
}

function whenFinished(response: ServerResponse, then: () => void): void {
  if (response.writableFinished) then();
  else response.once('finish', then);
}
