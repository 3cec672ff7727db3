import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../app.module.js';
import type { Settings } from '../config/settings.js';
import { RefusalLog } from '../edge/audit/refusal-log.js';
import { configureHttp } from '../edge/http/configure-http.js';
import { createHttpAdapter } from '../edge/http/http-adapter.js';
import { serveOpenApi } from '../edge/openapi/serve-openapi.js';
import { WorkerServer } from '../features/operations/index.js';
import { Bootstrap } from '../features/workspaces/index.js';
import type { Log } from '../platform/logging/open-log.js';
import { packageVersion } from './package-file.js';
import type { Runtime } from './runtime.js';

/** A process that answers requests (roles `api` and `all`), listening. */
export async function createApi(runtime: Runtime, log: Log): Promise<INestApplicationContext> {
  const { settings } = runtime;
  const adapter = createHttpAdapter(settings);
  const module = AppModule.with(runtime);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: log.nest,
    abortOnError: false,
  });
  performance.mark('airlock:nest');
  try {
    await configureHttp(app, settings, app.get(RefusalLog, { strict: false }));
    serveOpenApi(app, packageVersion());
    // What belongs to a new workspace registers itself here, so it has to run before the first one is created.
    await app.init();
    performance.mark('airlock:routes');
    await bootstrap(app, settings, log);
    performance.mark('airlock:bootstrap');
    await app.listen(settings.PORT, settings.HOST);
    return app;
  } catch (error) {
    await app.close();
    throw error;
  }
}

/** A process that does the background work (role `worker`). Over HTTP it serves health and metrics only. */
export async function createWorker(runtime: Runtime, log: Log): Promise<INestApplicationContext> {
  const options = { logger: log.nest, abortOnError: false };
  const app = await NestFactory.createApplicationContext(AppModule.with(runtime), options);
  try {
    await app.get(WorkerServer, { strict: false }).listen();
    return app;
  } catch (error) {
    await app.close();
    throw error;
  }
}

async function bootstrap(app: INestApplicationContext, settings: Settings, log: Log): Promise<void> {
  const {
    BOOTSTRAP_API_KEY: apiKey,
    BOOTSTRAP_ADMIN_EMAIL: adminEmail,
    BOOTSTRAP_ADMIN_PASSWORD: adminPassword,
  } = settings;
  // Several processes of a role write to a log that others keep and read: a key that was made there is no secret.
  const mayGenerate = settings.AIRLOCK_ROLE === 'all';
  const generated = await app.get(Bootstrap, { strict: false }).run({ apiKey, adminEmail, adminPassword, mayGenerate });
  if (generated) log.announce(`\n  Your API key, shown this once: ${generated}\n`);
}
