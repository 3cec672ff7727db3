import type { NestApplicationOptions, Type } from '@nestjs/common';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { AppModule } from '../app.module.js';
import { packageVersion } from '../boot/package-file.js';
import { readSettings } from '../config/read-settings.js';
import { describeSchema } from '../edge/graphql/describe-schema.js';
import { createHttpAdapter } from '../edge/http/http-adapter.js';
import { openApiDocument } from '../edge/openapi/openapi.js';
import { StoreEvents } from '../platform/object-store/store-events.js';

/** The documents of both APIs, read from the classes: nothing is connected or started. */
export async function apiDocs(): Promise<{ schema: string; openApi: string }> {
  const app = await previewApp();
  const openApi = openApiDocument(app, packageVersion());
  return { schema: await graphqlSchema(resolversOf(app)), openApi: `${JSON.stringify(openApi, null, 2)}\n` };
}

/** The product's modules without a single instance of their providers. */
function previewApp(): Promise<NestFastifyApplication> {
  const settings = readSettings({});
  const database = { appUrl: '', systemUrl: '' };
  const runtime = {
    settings,
    database,
    enforced: new Set<never>(),
    storeEvents: new StoreEvents(),
    embedded: { database: false, store: false },
    stop: async () => {},
  };
  const options: NestApplicationOptions = { preview: true, logger: false, abortOnError: false };
  return NestFactory.create<NestFastifyApplication>(AppModule.with(runtime), createHttpAdapter(settings), options);
}

const RESOLVER_TYPE = 'graphql:resolver_type';

function resolversOf(app: NestFastifyApplication): Type[] {
  const providers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.providers.values()]);
  const classes = providers.map(({ metatype }) => metatype).filter((type): type is Type => typeof type === 'function');
  return classes.filter((type) => Reflect.hasMetadata(RESOLVER_TYPE, type));
}

async function graphqlSchema(resolvers: Type[]): Promise<string> {
  const builder = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, { logger: false });
  const schema = await builder.get(GraphQLSchemaFactory).create(resolvers);
  await builder.close();
  describeSchema(schema);
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}
