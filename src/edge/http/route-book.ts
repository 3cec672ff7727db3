import type { FastifyInstance } from 'fastify';
import FindMyWay, { type HTTPMethod, type Instance, type HTTPVersion } from 'find-my-way';
import { DomainError } from '../../shared/errors/domain-error.js';
import { Errors } from '../../shared/errors/errors.js';

type Router = Instance<HTTPVersion.V1>;

/** How paths are matched, here as by Fastify itself. */
export interface RouterOptions {
  ignoreTrailingSlash: boolean;
  maxParamLength: number;
}

/**
 * What no route takes is refused before its body is judged: 405 with `Allow` where the path takes other methods, else
 * 404. Fastify knows only that this method has no such path, and asks for the body's type first.
 */
export function refuseUnknownRoutes(server: FastifyInstance, options: RouterOptions): void {
  const router: Router = FindMyWay(options);
  const methods = new Set<HTTPMethod>();
  server.addHook('onRoute', ({ method, url }) => {
    for (const name of [method].flat() as HTTPMethod[]) {
      // OPTIONS is answered for every path: it tells nothing of one.
      if (name === 'OPTIONS' || router.hasRoute(name, url)) continue;
      methods.add(name);
      router.on(name, url, () => undefined);
    }
  });
  server.addHook('preParsing', (request, reply, _payload, done) => {
    if (!request.is404) return done();
    const path = request.url.split('?', 1)[0]!;
    const allowed = [...methods].filter((method) => router.find(method, path));
    if (allowed.length === 0) return done(Errors.noSuchRoute());
    void reply.header('allow', allowed.sort().join(', '));
    done(noSuchMethod(request.method, allowed));
  });
}

const noSuchMethod = (method: string, allowed: string[]) =>
  new DomainError(
    'method-not-allowed',
    'METHOD_NOT_ALLOWED',
    `This path does not take ${method}. Use ${allowed.join(', ')}.`,
  );
