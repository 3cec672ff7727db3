import cors from '@fastify/cors';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Settings } from '../../config/settings.js';
import type { RefusalLog } from '../audit/refusal-log.js';
import { Authenticator } from '../auth/authenticator.js';
import { AllErrorsFilter } from '../errors/all-errors.filter.js';
import { guardGraphqlRoute } from '../graphql/http/guard-route.js';
import { serveGraphiql } from '../graphql/http/graphiql.js';
import { serveProblems } from '../pages/problems/serve-problems.js';
import { serveIcon } from '../pages/serve-icon.js';
import { serveIndex } from '../pages/serve-index.js';
import { corsOptions } from './cors.js';
import { allowBodies } from './limits/body-allowance.js';
import { SlowBodies } from './limits/slow-bodies.js';

type HttpSettings = Pick<Settings, 'CORS_ORIGINS' | 'BODY_MIN_BYTES_PER_SECOND' | 'BODY_PATIENCE_SECONDS'>;

/** Filters, hooks and limits of every route. Call it before `app.init()` or `app.listen()`. */
export async function configureHttp(
  app: NestFastifyApplication,
  settings: HttpSettings,
  refusals?: RefusalLog,
): Promise<void> {
  app.useGlobalFilters(new AllErrorsFilter(refusals));
  await app.register(cors, corsOptions(settings.CORS_ORIGINS));
  const server = app.getHttpAdapter().getInstance();
  new SlowBodies({
    bytesPerSecond: settings.BODY_MIN_BYTES_PER_SECOND,
    patienceMs: settings.BODY_PATIENCE_SECONDS * 1000,
  }).watchOn(server);
  allowBodies(server, () => app.get(Authenticator, { strict: false }));
  guardGraphqlRoute(server);
  serveGraphiql(server);
  serveIcon(server);
  serveIndex(server);
  serveProblems(server);
}
