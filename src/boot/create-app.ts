import type { INestApplicationContext, LogLevel } from '@nestjs/common';
import { ConsoleLogger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../app.module.js';
import type { Settings } from '../config/settings.js';
import { configureHttp } from '../edge/http/configure-http.js';
import { createHttpAdapter } from '../edge/http/http-adapter.js';
import { serveOpenApi } from '../edge/openapi/openapi.js';
import { WorkerServer } from '../features/operations/index.js';
import { Bootstrap } from '../features/workspaces/index.js';
import { packageVersion } from './package-file.js';
import type { Runtime } from './runtime.js';

const levels: Record<Settings['LOG_LEVEL'], LogLevel[]> = {
  error: ['fatal', 'error'],
  warn: ['fatal', 'error', 'warn'],
  log: ['fatal', 'error', 'warn', 'log'],
  debug: ['fatal', 'error', 'warn', 'log', 'debug'],
};

/** Without Nest's own messages about its start. */
class QuietStartLogger extends ConsoleLogger {
  private static readonly startContexts = new Set([
    'InstanceLoader',
    'RoutesResolver',
    'RouterExplorer',
    'NestFactory',
    'NestApplication',
    'GraphQLModule',
  ]);

  override log(message: unknown, ...rest: unknown[]): void {
    if (!QuietStartLogger.startContexts.has(String(rest.at(-1)))) super.log(message, ...(rest as [string]));
  }
}

const logger = (settings: Settings) => new QuietStartLogger({ logLevels: levels[settings.LOG_LEVEL] });

/** A process that answers requests (roles `api` and `all`), listening. */
export async function createApi(runtime: Runtime): Promise<INestApplicationContext> {
  const { settings } = runtime;
  const adapter = createHttpAdapter(settings);
  const module = AppModule.with(runtime);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: logger(settings),
    abortOnError: false,
  });
  performance.mark('airlock:nest');
  try {
    await configureHttp(app, settings);
    serveOpenApi(app, packageVersion());
    // What belongs to a new workspace registers itself here, so it has to run before the first one is created.
    await app.init();
    performance.mark('airlock:routes');
    await bootstrap(app, settings);
    performance.mark('airlock:bootstrap');
    await app.listen(settings.PORT, settings.HOST);
    return app;
  } catch (error) {
    await app.close();
    throw error;
  }
}

/** A process that does the background work (role `worker`). Over HTTP it serves health and metrics only. */
export async function createWorker(runtime: Runtime): Promise<INestApplicationContext> {
  const options = { logger: logger(runtime.settings), abortOnError: false };
  const app = await NestFactory.createApplicationContext(AppModule.with(runtime), options);
  try {
    await app.get(WorkerServer, { strict: false }).listen();
    return app;
  } catch (error) {
    await app.close();
    throw error;
  }
}

async function bootstrap(app: INestApplicationContext, settings: Settings): Promise<void> {
  const {
    BOOTSTRAP_API_KEY: apiKey,
    BOOTSTRAP_ADMIN_EMAIL: adminEmail,
    BOOTSTRAP_ADMIN_PASSWORD: adminPassword,
  } = settings;
  const generated = await app.get(Bootstrap, { strict: false }).run({ apiKey, adminEmail, adminPassword });
  if (generated) console.log(`\n  Your API key, shown this once: ${generated}\n`);
}
