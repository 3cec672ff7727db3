import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import FindMyWay, { type HTTPMethod, type Instance, type HTTPVersion } from 'find-my-way';
import { DomainError } from '../../shared/errors/domain-error.js';
import { Errors } from '../../shared/errors/errors.js';
import { problemOf } from '../errors/problem.js';
import { sendProblem } from '../errors/send-problem.js';
import { setCorsHeaders } from './cors.js';

type Router = Instance<HTTPVersion.V1>;

/** How paths are matched, the same as by Fastify. */
export interface RouterOptions {
  ignoreTrailingSlash: boolean;
  maxParamLength: number;
}

/**
 * Refuses requests that no route takes before their body is parsed: 405 with `Allow` where the path has other methods, else
 * 404. Fastify itself would check the body's type first and does not distinguish the two. An OPTIONS request that is no
 * preflight gets the same `Allow`, or the same 404.
 */
export function refuseUnknownRoutes(
  server: FastifyInstance,
  { origins, ...options }: RouterOptions & { origins: readonly string[] },
): void {
  const methodsOf = followRoutes(server, FindMyWay(options));
  server.addHook('onRequest', (request, reply, done) => {
    if (request.method !== 'OPTIONS' || isPreflight(request)) return done();
    const allowed = methodsOf(request.url);
    if (allowed.length === 0) return refuseOptions(request, reply, origins);
    void reply.header('allow', allowed.join(', '));
    done();
  });
  server.addHook('preParsing', (request, reply, _payload, done) => {
    if (!request.is404) return done();
    const allowed = methodsOf(request.url);
    if (allowed.length === 0) return done(Errors.noSuchRoute());
    void reply.header('allow', allowed.join(', '));
    done(noSuchMethod(request.method, allowed));
  });
}

/** Sent here: the route that answers OPTIONS everywhere is older than the handler of errors. */
function refuseOptions(request: FastifyRequest, reply: FastifyReply, origins: readonly string[]): void {
  setCorsHeaders(request, reply, origins);
  sendProblem(request, reply, { problem: problemOf(Errors.noSuchRoute()) });
}

/** The methods of a URL, by all routes that the server gets; none for a path without a route. */
function followRoutes(server: FastifyInstance, router: Router): (url: string) => string[] {
  const methods = new Set<HTTPMethod>();
  server.addHook('onRoute', ({ method, url }) => {
    for (const name of [method].flat() as HTTPMethod[]) {
      // OPTIONS is answered for every path.
      if (name === 'OPTIONS' || router.hasRoute(name, url)) continue;
      methods.add(name);
      router.on(name, url, () => undefined);
    }
  });
  return (url) => {
    const path = url.split('?', 1)[0]!;
    const found = [...methods].filter((method) => router.find(method, path));
    return found.length > 0 ? [...found, 'OPTIONS'].sort() : [];
  };
}

const isPreflight = ({ headers }: FastifyRequest) => headers['access-control-request-method'] !== undefined;

const noSuchMethod = (method: string, allowed: string[]) =>
  new DomainError(
    'method-not-allowed',
    'METHOD_NOT_ALLOWED',
    `This path does not take ${method}. Use ${allowed.filter((name) => name !== 'OPTIONS').join(', ')}.`,
  );
