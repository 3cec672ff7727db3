import type { OpenAPIObject } from '@nestjs/swagger';
import { exampleOf, type Extent, type Schema, type Schemas } from './example-of.js';

interface Described {
  schema?: Schema;
  example?: unknown;
}

type Content = Record<string, Described>;

interface Operation {
  parameters?: (Described & { name: string })[];
  requestBody?: { content?: Content };
  responses?: Record<string, { content?: Content }>;
}

/** Gives every parameter, request and successful answer an example, where the route gives none itself. */
export function addExamples({ components, paths }: OpenAPIObject): void {
  const schemas = (components?.schemas ?? {}) as Schemas;
  const operations = Object.values(paths).flatMap((path) => Object.values(path as Record<string, Operation>));
  for (const operation of operations) {
    for (const parameter of operation.parameters ?? []) describeParameter(parameter, schemas);
    describeContent(operation.requestBody?.content, schemas, 'necessary');
    for (const [status, answer] of Object.entries(operation.responses ?? {}))
      if (status.startsWith('2')) describeContent(answer.content, schemas, 'all');
  }
}

function describeParameter(parameter: Described & { name: string }, schemas: Schemas): void {
  const { schema = {}, name } = parameter;
  if (schema.enum === undefined && schema.example === undefined)
    parameter.example ??= exampleOf(schema, schemas, 'all', name);
}

function describeContent(content: Content | undefined, schemas: Schemas, extent: Extent): void {
  for (const media of Object.values(content ?? {}))
    if (media.schema) media.example ??= exampleOf(media.schema, schemas, extent);
}
