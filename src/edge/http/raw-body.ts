import type { FastifyInstance, FastifyRequest } from 'fastify';
import { readsItsForm } from './form-body.js';

const RAW = 'application/offset+octet-stream';

/** Route configuration: the handler reads the body from the request's stream, whatever its type, after authentication. */
export const takesRawBody = { takesRawBody: true };

const isRaw = ({ routeOptions }: FastifyRequest) =>
  (routeOptions.config as Partial<typeof takesRawBody>).takesRawBody === true;

/** Whether the route's handler reads the body instead of the server. */
export const readsItsBody = (request: FastifyRequest): boolean => isRaw(request) || readsItsForm(request);

/** Leaves the bodies of such routes unread. The server chooses a parser by the type: here one stands for all of them. */
export function acceptRawBodies(server: FastifyInstance): void {
  server.addHook('preParsing', (request, _reply, payload, done) => {
    if (isRaw(request)) request.raw.headers['content-type'] = RAW;
    done(null, payload);
  });
  server.addContentTypeParser(RAW, (request, _payload, done) => {
    if (isRaw(request)) done(null, undefined);
    else done(Object.assign(new Error('Send the body as application/json.'), { statusCode: 415 }), undefined);
  });
}

/** The type that the client sent. */
export function rawTypeOf({ raw: { rawHeaders } }: FastifyRequest): string | undefined {
  const at = rawHeaders.findIndex((name, n) => n % 2 === 0 && name.toLowerCase() === 'content-type');
  return at === -1 ? undefined : rawHeaders[at + 1];
}
