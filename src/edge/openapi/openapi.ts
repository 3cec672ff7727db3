import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { addExamples } from './examples/add-examples.js';
import { completeOperation, type Operation } from './document/complete-operation.js';
import { declaredOperations } from './document/declared-operations.js';
import { handlerName, inWireNames } from './document/handler-name.js';
import { ProblemSchema } from './problem-schema.js';
import { tags } from './tags.js';

const methods = ['get', 'head', 'put', 'post', 'patch', 'delete'] as const;

const about = [
  'Direct-to-storage uploads that stay outside until they are proven to be what they claim and clean.',
  'A file takes three requests: `createUpload` announces it and answers a URL, a PUT of its bytes goes to that URL, ' +
    '`confirmUpload` says that they have arrived. It is scanned then, and readable once its status is COMPLETED.',
  'Every error is `application/problem+json` with a stable `code`. Its `type` is the address of a page with cause and ' +
    'remedy; `/problems` lists them all. Lists are `{items, next_cursor}`.',
].join('\n\n');

/** The OpenAPI document of the REST API. Also printed to `docs/generated/openapi.json`. */
export function openApiDocument(app: INestApplication, version: string, publicUrl?: string): OpenAPIObject {
  const document = SwaggerModule.createDocument(app, head(version, publicUrl), {
    extraModels: [ProblemSchema],
    operationIdFactory: handlerName,
  });
  const declared = declaredOperations(app);
  for (const operation of operationsOf(document)) completeOperation(operation, declared);
  addExamples(document);
  const paths = Object.entries(document.paths).map(([path, item]) => [inWireNames(path), item] as const);
  return { ...document, paths: Object.fromEntries(paths) };
}

function head(version: string, publicUrl?: string): Omit<OpenAPIObject, 'paths'> {
  const builder = new DocumentBuilder()
    .setTitle('Airlock')
    .setDescription(about)
    .setVersion(version)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API key (`sk_…`) or a JWT.' })
    .addBasicAuth(
      { type: 'http', scheme: 'basic', description: '`STORAGE_EVENTS_TOKEN` as the password.' },
      'storage-events',
    )
    .addSecurityRequirements('bearer');
  if (publicUrl) builder.addServer(publicUrl, 'Where clients reach this installation.');
  builder.addServer('/', 'Where this document comes from.');
  for (const [name, description] of Object.entries(tags)) builder.addTag(name, description);
  const built = builder.build();
  return { ...built, info: { ...built.info, contact: contactOf(publicUrl) } };
}

/** Those who run the installation, who can help its clients. */
const contactOf = (publicUrl?: string) => ({
  name: 'The operators of this installation',
  ...(publicUrl ? { url: publicUrl } : {}),
});

function operationsOf({ paths }: OpenAPIObject): Operation[] {
  return Object.values(paths)
    .flatMap((path) => methods.map((method) => path[method]))
    .filter((operation) => operation !== undefined);
}
