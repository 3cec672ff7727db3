import { createHash } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { pagePolicy } from '../http/security-headers.js';
import { openApiDocument } from './openapi.js';
import { DOCS_PATH, OPENAPI_PATH } from './paths.js';

/** `/docs`, `/docs-json` and `/openapi.json`. The document is built for the first request, not at start-up. */
export function serveOpenApi(app: NestFastifyApplication, version: string): void {
  const server = app.getHttpAdapter().getInstance();
  const document = once(() => openApiDocument(app, version, server.publicUrl));
  allowPage(server);
  serveDocument(server, document);
  SwaggerModule.setup(DOCS_PATH.slice(1), app, () => forThisPage(document()), {
    raw: ['json'],
    customSiteTitle: 'Airlock API',
    customCss: '.swagger-ui .topbar { display: none }',
    swaggerOptions: {
      persistAuthorization: true,
      displayRequestDuration: true,
      displayOperationId: true,
      // Tags are open and show the summaries of their operations.
      docExpansion: 'list',
      defaultModelsExpandDepth: 0,
      filter: true,
    },
  });
}

/** The page may call the server that it came from, whatever address leads there. */
const forThisPage = (document: OpenAPIObject): OpenAPIObject => ({
  ...document,
  servers: document.servers?.toReversed(),
});

/** For programs: with an ETag, so that a generator can see whether the document has changed. */
function serveDocument(server: FastifyInstance, document: () => OpenAPIObject): void {
  const answer = once(() => {
    const text = JSON.stringify(document());
    return { text, etag: `"${createHash('sha256').update(text).digest('base64url')}"` };
  });
  server.get(OPENAPI_PATH, (request, reply) => {
    const { text, etag } = answer();
    void reply.headers({ etag, 'cache-control': 'no-cache' });
    if (request.headers['if-none-match'] === etag) return reply.status(304).send();
    return reply.type('application/json').send(text);
  });
}

function allowPage(server: FastifyInstance): void {
  const policy = pagePolicy();
  const setPolicy = (_request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    void reply.header('content-security-policy', policy);
    done();
  };
  server.addHook('onRoute', (route) => {
    if (route.url === DOCS_PATH || route.url.startsWith(`${DOCS_PATH}/`))
      route.onRequest = [...[route.onRequest ?? []].flat(), setPolicy];
  });
}

function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
