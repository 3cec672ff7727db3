import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { Errors } from '../../../shared/errors/errors.js';

/** Browsers behind a proxy or two send about thirty. */
const MAX_HEADERS = 100;
const MAX_PARAMETERS = 100;

/** Why a request is refused for what stands before its body, or undefined. Node has bounded its bytes: 16 KiB. */
export function headProblem({ rawHeaders, url = '' }: IncomingMessage): [field: string, message: string] | undefined {
  if (rawHeaders.length > 2 * MAX_HEADERS) return ['headers', `must be at most ${MAX_HEADERS}`];
  const query = url.indexOf('?');
  if (query !== -1 && url.split('&', MAX_PARAMETERS + 1).length > MAX_PARAMETERS)
    return ['query', `must have at most ${MAX_PARAMETERS} parameters`];
  return undefined;
}

/** Refuses, for every route at once, what would be expensive to take apart. */
export function refuseWideHeads(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, done) => {
    const problem = headProblem(request.raw);
    done(problem && Errors.invalidField(...problem));
  });
}
