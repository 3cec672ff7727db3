import { setTimeout as pause } from 'node:timers/promises';
import { type INestApplicationContext, Logger } from '@nestjs/common';
import type { Settings } from '../config/settings.js';
import { HealthService, WorkerServer } from '../features/operations/index.js';
import { shutdownDeadlines } from '../platform/background/shutdown-deadlines.js';
import type { Log } from '../platform/logging/open-log.js';
import { startTracing } from '../platform/tracing/start-tracing.js';
import { createApi, createWorker } from './create-app.js';
import { explain } from './explain.js';
import type { Launched } from './launch.js';
import { logOf, secretsIn } from './log.js';
import { packageVersion } from './package-file.js';
import { prepareRuntime, type Runtime } from './runtime.js';

const logger = new Logger('Airlock');

/** The service of a role on what was launched. Stops in order at a signal: requests and jobs first, embedded parts last. */
export async function serve(given: Settings, launched: Launched): Promise<void> {
  performance.mark('airlock:modules');
  const log = await logOf(given);
  const { AIRLOCK_ROLE: role } = given;
  logger.log(`Starting as ${role}`, { version: packageVersion(), node: process.version, pid: process.pid });
  const stopTracing = await startTracing(given, packageVersion());
  const runtime = await prepareRuntime(given, launched);
  log.hide(secretsIn(runtime.settings));
  try {
    const app = role === 'worker' ? await createWorker(runtime, log) : await createApi(runtime, log);
    endInTime(app, runtime, stopTracing);
    performance.mark('airlock:listen');
    await announce(app, runtime.settings, log);
  } catch (error) {
    await runtime.stop();
    throw error;
  }
}

/** The last line of a start says what works: a process that serves without one of its parts names the part. */
async function announce(app: INestApplicationContext, settings: Settings, log: Log): Promise<void> {
  const { missing } = await app.get(HealthService, { strict: false }).readiness();
  const { AIRLOCK_ROLE: role, PORT: port, PUBLIC_URL: url } = settings;
  const without = missing.length ? ` without ${missing.join(' ')}` : '';
  log.announce(`Started in ${process.uptime().toFixed(1)} s`);
  if (role === 'worker')
    log.announce(`Airlock worker ready on http://localhost:${app.get(WorkerServer, { strict: false }).port}${without}`);
  else log.announce(`Airlock ready on ${url ?? `http://localhost:${port}`}${without}`);
}

/** Ends in order, once: at a signal, or when an embedded part ended that cannot be restarted. */
function endInTime(app: INestApplicationContext, runtime: Runtime, stopTracing: () => Promise<void>): void {
  let ends = false;
  const end = async (code: number, reason: string) => {
    if (ends) return;
    ends = true;
    const since = performance.now();
    logger.log(`Stopping: ${reason}`);
    setTimeout(() => {
      logger.error('Not stopped in time: what is under way ends here.');
      process.exit(1);
    }, shutdownDeadlines.allMs).unref();
    await Promise.race([app.close(), pause(shutdownDeadlines.closeMs)]);
    await Promise.all([runtime.stop(), stopTracing()]);
    logger.log(`Stopped in ${((performance.now() - since) / 1000).toFixed(1)} s`, { exit_code: code });
    process.exit(code);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void end(0, signal));
  void runtime.failed?.then((error) => {
    logger.fatal(explain(error));
    return end(1, 'a part ended that cannot be restarted');
  });
}
