import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { Errors } from '../../../shared/errors/errors.js';

/** Browsers behind one or two proxies send about thirty. */
const MAX_HEADERS = 100;
const MAX_PARAMETERS = 100;

/** Why a request is refused for its headers or query, or undefined. Node limits their bytes to 16 KiB. */
export function headProblem({ rawHeaders, url = '' }: IncomingMessage): [field: string, message: string] | undefined {
  if (rawHeaders.length > 2 * MAX_HEADERS) return ['headers', `must be at most ${MAX_HEADERS}`];
  const query = url.indexOf('?');
  if (query !== -1 && url.split('&', MAX_PARAMETERS + 1).length > MAX_PARAMETERS)
    return ['query', `must have at most ${MAX_PARAMETERS} parameters`];
  return undefined;
}

/** Refuses, for all routes, requests whose headers or query would be expensive to parse. */
export function refuseWideHeads(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, done) => {
    const problem = headProblem(request.raw);
    done(problem && Errors.invalidField(...problem));
  });
}
