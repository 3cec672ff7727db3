import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type RuruClientConfig, ruruHTML } from 'ruru/server';
import { getStaticFile } from 'ruru/static';
import { Errors } from '../../../shared/errors/errors.js';
import { pagePolicy } from '../../http/security-headers.js';
import { GRAPHQL_PATH } from '../graphql-path.js';
import { walkTabs } from './walk-tabs.js';

const ASSETS = `${GRAPHQL_PATH}/assets/`;

/** GraphiQL for `GET /graphql` in a browser. All its assets come from this server. */
export function serveGraphiql(server: FastifyInstance): void {
  const page = graphiqlPage();
  const policy = pagePolicy(inlineScriptHashes(page));
  const answerBrowsers = (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    if (request.method !== 'GET' || !request.headers.accept?.includes('text/html')) return done();
    void reply.header('content-security-policy', policy).type('text/html; charset=utf-8').send(page);
  };
  server.addHook('onRoute', (route) => {
    if (route.url === GRAPHQL_PATH) route.onRequest = [answerBrowsers, ...[route.onRequest ?? []].flat()];
  });
  server.get(`${ASSETS}*`, answerAsset);
}

/** Headers of every new tab, to be completed by the reader. Sent with queries, and as parameters of the socket. */
const HEADERS = JSON.stringify({ Authorization: 'Bearer sk_…' }, null, 2);

/** The name of the service in place of the editor's own, and no advertisement below the answer. */
const STYLE = `<style>
.graphiql-logo a { display: none; }
.graphiql-logo::before { content: "Airlock"; font-weight: 600; }
.graphiql-footer { display: none; }
</style>`;

function graphiqlPage(): string {
  const defaultTabs = walkTabs.map(({ query, variables }) => ({
    query,
    variables: variables && JSON.stringify(variables, null, 2),
    headers: HEADERS,
  }));
  const clientConfig: RuruClientConfig & { defaultTabs: object[] } = {
    defaultTabs,
    defaultHeaders: HEADERS,
    defaultQuery: '# A new operation. The other tabs show how a file is brought in.\n',
  };
  return ruruHTML({
    endpoint: GRAPHQL_PATH,
    staticPath: ASSETS,
    clientConfig,
    htmlParts: {
      titleTag: '<title>Airlock GraphQL</title>',
      styleTags: (original) => `${original}\n${STYLE}`,
    },
  });
}

async function answerAsset(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const file = await getStaticFile({
    staticPath: ASSETS,
    urlPath: request.url,
    acceptEncoding: request.headers['accept-encoding'],
    disallowDevAssets: true,
  });
  if (!file) throw Errors.notFound('Asset');
  return reply.headers(file.headers).header('cache-control', 'public, max-age=3600').send(file.content);
}

function inlineScriptHashes(html: string): string[] {
  const scripts = html.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g);
  return [...scripts].map(([, code = '']) => createHash('sha256').update(code).digest('base64'));
}
