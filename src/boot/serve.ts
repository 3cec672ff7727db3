import { setTimeout as pause } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import type { Settings } from '../config/settings.js';
import { WorkerServer } from '../features/operations/index.js';
import { shutdownDeadlines } from '../platform/background/shutdown-deadlines.js';
import { createApi, createWorker } from './create-app.js';
import { explain } from './explain.js';
import type { Launched } from './launch.js';
import { prepareRuntime, type Runtime } from './runtime.js';

/** The service of a role on what was launched. Stops in order at a signal: requests and jobs first, embedded parts last. */
export async function serve(given: Settings, launched: Launched): Promise<void> {
  performance.mark('airlock:modules');
  const runtime = await prepareRuntime(given, launched);
  try {
    const app = given.AIRLOCK_ROLE === 'worker' ? await createWorker(runtime) : await createApi(runtime);
    endInTime(app, runtime);
    performance.mark('airlock:listen');
    announce(app, runtime.settings);
  } catch (error) {
    await runtime.stop();
    throw error;
  }
}

function announce(app: INestApplicationContext, { AIRLOCK_ROLE: role, PORT: port, PUBLIC_URL: url }: Settings): void {
  console.log(`Started in ${process.uptime().toFixed(1)} s`);
  if (role === 'worker')
    console.log(`Airlock worker ready on http://localhost:${app.get(WorkerServer, { strict: false }).port}`);
  else console.log(`Airlock ready on ${url ?? `http://localhost:${port}`}`);
}

/** Ends in order, once: at a signal, or when an embedded part ended that cannot be restarted. */
function endInTime(app: INestApplicationContext, runtime: Runtime): void {
  let ends = false;
  const end = async (code: number) => {
    if (ends) return;
    ends = true;
    setTimeout(() => process.exit(1), shutdownDeadlines.allMs).unref();
    await Promise.race([app.close(), pause(shutdownDeadlines.closeMs)]);
    await runtime.stop();
    process.exit(code);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void end(0));
  void runtime.failed?.then((error) => {
    console.error(explain(error));
    return end(1);
  });
}
