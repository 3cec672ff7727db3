import type { FastifyInstance } from 'fastify';
import { PROBLEMS_PATH } from '../errors/problem-path.js';
import { GRAPHQL_PATH } from '../graphql/graphql-path.js';
import { DOCS_PATH, OPENAPI_PATH } from '../openapi/paths.js';
import { wantsPage } from './page.js';

/** Where a program finds what there is. */
const links = {
  rest: DOCS_PATH,
  openapi: OPENAPI_PATH,
  graphql: GRAPHQL_PATH,
  problems: PROBLEMS_PATH,
  health: '/health/ready',
};

/** `/`: a browser is led to the API documentation, a program gets the addresses of the service as JSON. */
export function serveIndex(server: FastifyInstance): void {
  const addresses = Object.entries(links).map(([name, path]) => [`${name}_url`, server.publicUrl + path]);
  const index = { name: 'Airlock', ...Object.fromEntries(addresses) };
  server.get('/', (request, reply) => {
    void reply.header('vary', 'Accept');
    return wantsPage(request) ? reply.redirect(DOCS_PATH) : reply.send(index);
  });
}
