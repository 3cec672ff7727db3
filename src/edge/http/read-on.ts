import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';

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
 * Calls `answer` when the answer may leave. Where the connection goes on, that is now, and a client that goes on beyond
 * the bounds is cut off. Where the client asked to close it, Node closes it with the answer: it waits for the body.
 */
export function readOn(request: IncomingMessage, { shouldKeepAlive }: ServerResponse, answer: () => void): void {
  if (request.complete || request.destroyed) return answer();
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
    if (!shouldKeepAlive) answer();
    else if (!request.complete) request.socket.destroy();
  });
  if (shouldKeepAlive) answer();
}
