import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** What is read of a body whose request was answered already. */
const MOST_BYTES = 32 * 1024 * 1024;
const MOST_MS = 10_000;

/**
 * A refusal may leave before its request has arrived whole. A connection that closes with unread bytes is reset, and the
 * reset overtakes the answer: `fetch` would see a network error. So the answer leaves at once, the rest of the body is
 * read and thrown away, and a client that goes on beyond the bounds is cut off.
 */
export function readOnAfterAnswers(server: FastifyInstance): void {
  server.addHook('onSend', (request, reply, _payload, done) => {
    readOn(request.raw);
    // Fastify closes whatever it refuses while it parses; here the connection can go on.
    if (reply.getHeader('connection') === 'close') void reply.removeHeader('connection');
    done();
  });
}

/** To be called before the answer ends: Node itself would read on without bounds. */
export function readOn(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return;
  let left = MOST_BYTES;
  const cutOff = () => request.socket.destroy();
  const patience = setTimeout(cutOff, MOST_MS).unref();
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) cutOff();
  });
  request.once('close', () => clearTimeout(patience));
  request.resume();
}
