import type { INestApplication } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pagePolicy } from '../http/security-headers.js';
import { ProblemSchema } from './problem-schema.js';
import { completeOperation, type Operation } from './document/complete-operation.js';
import { inWireNames, operationId } from './document/operation-ids.js';
import { publicOperations } from './document/public-operations.js';

const DOCS_PATH = '/docs';
const methods = ['get', 'head', 'put', 'post', 'patch', 'delete'] as const;

const about = [
  'Direct-to-storage uploads that stay outside until they are proven to be what they claim and clean.',
  'Every error is `application/problem+json` with a stable `code`. Lists are `{items, next_cursor}`.',
].join('\n\n');

/** The OpenAPI document of the REST API. Also printed to `docs/generated/openapi.json`. */
export function openApiDocument(app: INestApplication, version: string, server = '/'): OpenAPIObject {
  const head = new DocumentBuilder()
    .setTitle('Airlock')
    .setDescription(about)
    .setVersion(version)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer(server)
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API key (`sk_…`) or a JWT.' })
    .addBasicAuth(
      { type: 'http', scheme: 'basic', description: '`STORAGE_EVENTS_TOKEN` as the password.' },
      'storage-events',
    )
    .addSecurityRequirements('bearer')
    .addTag('operations', 'Health and metrics, for monitors.')
    .addTag('uploads', 'The canonical API: announce a file, send it to the store, confirm, follow, read.')
    .addTag('files', 'The same files for browser applications, and files that come with the request.')
    .addTag('form', 'Files that are posted by HTML forms, with or without JavaScript.')
    .addTag('documents', 'Files whose text is made searchable, and the knowledge bases they are in.')
    .addTag('tus', 'The tus protocol: uploads that go on after an interruption where they stopped.')
    .addTag('direct', 'Active Storage and its JavaScript, unchanged: direct uploads, attachments, links to blobs.')
    .build();
  const document = SwaggerModule.createDocument(app, head, {
    extraModels: [ProblemSchema],
    operationIdFactory: operationId,
  });
  const publicIds = publicOperations(app);
  for (const operation of operationsOf(document)) completeOperation(operation, (id) => publicIds.has(id));
  const paths = Object.entries(document.paths).map(([path, item]) => [inWireNames(path), item] as const);
  return { ...document, paths: Object.fromEntries(paths) };
}

function operationsOf({ paths }: OpenAPIObject): Operation[] {
  return Object.values(paths)
    .flatMap((path) => methods.map((method) => path[method]))
    .filter((operation) => operation !== undefined);
}

/** `/docs` and `/docs-json`. The document is built for the first request, not at start-up. */
export function serveOpenApi(app: NestFastifyApplication, version: string): void {
  const policy = pagePolicy();
  const setPolicy = (_request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    void reply.header('content-security-policy', policy);
    done();
  };
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRoute', (route) => {
      if (route.url === DOCS_PATH || route.url.startsWith(`${DOCS_PATH}/`))
        route.onRequest = [...[route.onRequest ?? []].flat(), setPolicy];
    });
  SwaggerModule.setup(DOCS_PATH.slice(1), app, () => openApiDocument(app, version), {
    raw: ['json'],
    customSiteTitle: 'Airlock API',
    swaggerOptions: { persistAuthorization: true, displayRequestDuration: true },
  });
}
