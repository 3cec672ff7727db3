import { Global, Module, type Type } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import supertest, { type Test } from 'supertest';
import { ConfigModule } from '../../src/config/config.module.js';
import { readSettings } from '../../src/config/read-settings.js';
import { AuthGuard } from '../../src/edge/auth/auth.guard.js';
import { RightsModule } from '../../src/edge/auth/rights.module.js';
import { IdempotencyModule } from '../../src/edge/idempotency/idempotency.module.js';
import { graphqlModule } from '../../src/edge/graphql/graphql.module.js';
import { NodeModule } from '../../src/edge/graphql/node/node.module.js';
import { configureHttp } from '../../src/edge/http/configure-http.js';
import { createHttpAdapter } from '../../src/edge/http/http-adapter.js';
import { BucketsModule } from '../../src/features/buckets/index.js';
import { IdentityModule } from '../../src/features/identity/index.js';
import { UsageModule } from '../../src/features/usage/index.js';
import { Bootstrap, WorkspacesModule } from '../../src/features/workspaces/index.js';
import { EventChannel } from '../../src/platform/events/event-channel.js';
import { PostgresEventChannel } from '../../src/platform/events/postgres.event-channel.js';
import { DatabaseFigures } from '../../src/platform/metrics/database-figures.js';
import { DatabaseGauges } from '../../src/platform/metrics/database-gauges.js';
import { MetricsModule } from '../../src/platform/metrics/metrics.module.js';
import { Database } from '../../src/platform/prisma/database.js';
import { outsideIssuer } from './outside-identity.js';
import { testDatabase, type TestDatabase } from './postgres.js';

export { ISSUER, ISSUER_SECRET } from './outside-identity.js';

export const SECRET = 'a-secret-of-the-tests-that-is-long-enough';
export const ROOT_KEY = 'sk_rootrootrootrootrootrootrootroot';
export const OWNER = { email: 'owner@example.com', password: 'correct horse battery' };

type Method = 'get' | 'post' | 'patch' | 'delete';

export interface TenancyApp {
  app: NestFastifyApplication;
  /** A request with a bearer token, and a workspace if one is named. */
  ask(method: Method, path: string, bearer?: string, namespace?: string): Test;
  graphql(bearer: string, query: string, variables?: Record<string, unknown>): Test;
  close(): Promise<void>;
}

function databaseModule(database: TestDatabase): Type {
  const { appUrl, systemUrl } = database;
  @Global()
  @Module({
    imports: [MetricsModule],
    providers: [
      { provide: Database, useFactory: () => new Database({ appUrl, systemUrl, poolSize: 4 }) },
      DatabaseFigures,
      DatabaseGauges,
      { provide: EventChannel, useFactory: () => new PostgresEventChannel(systemUrl) },
    ],
    exports: [Database, DatabaseGauges, EventChannel],
  })
  class DatabaseModule {}
  return DatabaseModule;
}

/** Another process on the same database. */
export async function startTenancyApp(database: TestDatabase, env: Record<string, string> = {}): Promise<TenancyApp> {
  const settings = readSettings({
    AIRLOCK_SECRET: SECRET,
    ...outsideIssuer,
    CORS_ORIGINS: '*',
    ...env,
  });
  @Module({
    imports: [
      ConfigModule.with(settings),
      databaseModule(database),
      RightsModule,
      IdempotencyModule,
      IdentityModule,
      WorkspacesModule,
      BucketsModule,
      UsageModule,
      graphqlModule(settings),
      NodeModule,
    ],
    providers: [{ provide: APP_GUARD, useClass: AuthGuard }],
  })
  class TenancyModule {}

  const app = await NestFactory.create<NestFastifyApplication>(TenancyModule, createHttpAdapter(settings), {
    logger: ['error'],
  });
  await configureHttp(app, settings);
  await app.listen(0, '127.0.0.1');
  await app.get(Bootstrap).run({ apiKey: ROOT_KEY, adminEmail: OWNER.email, adminPassword: OWNER.password });
  const url = await app.getUrl();
  const ask: TenancyApp['ask'] = (method, path, bearer, namespace) => {
    const request = supertest(url)[method](path);
    if (bearer) void request.set('authorization', `Bearer ${bearer}`);
    if (namespace) void request.set('x-namespace', namespace);
    return request;
  };
  const graphql: TenancyApp['graphql'] = (bearer, query, variables = {}) =>
    ask('post', '/graphql', bearer).send({ query, variables });
  return { app, ask, graphql, close: () => app.close() };
}

/** A migrated database and one process on it. */
export async function startTenancy(env: Record<string, string> = {}): Promise<TenancyApp & { database: TestDatabase }> {
  const database = await testDatabase();
  const tenancy = await startTenancyApp(database, env);
  const close = async () => {
    await tenancy.close();
    await database.drop();
  };
  return { ...tenancy, database, close };
}

export interface TestOrganization {
  organizationId: string;
  workspaceId: string;
  apiKey: string;
}

/** An organization of its own, made as an operator makes one. */
export async function makeOrganization({ ask }: TenancyApp, body: object = {}): Promise<TestOrganization> {
  const answer = await ask('post', '/v1/organizations', ROOT_KEY)
    .send({ name: 'Acme', ...body })
    .expect(201);
  const { organization_id, workspace_id, api_key } = answer.body as Record<string, string>;
  return { organizationId: organization_id!, workspaceId: workspace_id!, apiKey: api_key! };
}
