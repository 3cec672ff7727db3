import cors from '@fastify/cors';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Settings } from '../../config/settings.js';
import { AllErrorsFilter } from '../errors/all-errors.filter.js';
import { guardGraphqlRoute } from '../graphql/http/graphql-request.js';
import { serveGraphiql } from '../graphql/http/graphiql.js';
import { corsOptions } from './cors.js';

/** What every request meets, whichever part answers it. Call it before `app.init()` or `app.listen()`. */
export async function configureHttp(
  app: NestFastifyApplication,
  settings: Pick<Settings, 'CORS_ORIGINS'>,
): Promise<void> {
  app.useGlobalFilters(new AllErrorsFilter());
  await app.register(cors, corsOptions(settings.CORS_ORIGINS));
  const server = app.getHttpAdapter().getInstance();
  guardGraphqlRoute(server);
  serveGraphiql(server);
}
