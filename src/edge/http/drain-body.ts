import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { hasBody } from './has-body.js';

/** How much of a body is read after its request was answered. */
const MOST_BYTES = 32 * 1024 * 1024;
const MOST_MS = 10_000;

/**
 * A refusal may be ready before its request has arrived completely. A connection that closes with unread bytes is reset,
 * and the reset overtakes the answer: `fetch` would report a network error. So the rest of the body is read and discarded.
 */
export function drainBodiesAfterAnswers(server: FastifyInstance): void {
  server.addHook('onSend', (request, reply, _payload, done) => {
    // Fastify closes connections that it refuses while parsing; after draining, this one can be used again.
    if (reply.getHeader('connection') === 'close') void reply.removeHeader('connection');
    drainBody(request.raw, reply.raw, done);
  });
}

/**
 * Sends the answer now and reads the rest of the body. A client that sends more than the limits is disconnected. Where the
 * client requested `connection: close`, Node would close with the answer, in the middle of the body: here that waits.
 */
export function drainBody(request: IncomingMessage, response: ServerResponse, answer: () => void): void {
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
