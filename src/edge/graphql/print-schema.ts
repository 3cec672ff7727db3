import type { INestApplicationContext } from '@nestjs/common';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { printSchema } from 'graphql';

/** The schema as text for `docs/generated/schema.gql`, so that reviews show every change of the API. */
export function printGraphqlSchema(app: INestApplicationContext): string {
  return `${printSchema(app.get(GraphQLSchemaHost, { strict: false }).schema)}\n`;
}
