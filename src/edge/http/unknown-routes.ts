import type { FastifyInstance } from 'fastify';
import FindMyWay, { type HTTPMethod, type Instance, type HTTPVersion } from 'find-my-way';
import { DomainError } from '../../shared/errors/domain-error.js';
import { Errors } from '../../shared/errors/errors.js';

type Router = Instance<HTTPVersion.V1>;

/** How paths are matched, the same as by Fastify. */
export interface RouterOptions {
  ignoreTrailingSlash: boolean;
  maxParamLength: number;
}

/**
 * Refuses requests that no route takes before their body is parsed: 405 with `Allow` where the path has other methods, else
 * 404. Fastify itself would check the body's type first and does not distinguish the two.
 */
export function refuseUnknownRoutes(server: FastifyInstance, options: RouterOptions): void {
  const router: Router = FindMyWay(options);
  const methods = new Set<HTTPMethod>();
  server.addHook('onRoute', ({ method, url }) => {
    for (const name of [method].flat() as HTTPMethod[]) {
      // OPTIONS is answered for every path.
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
