import { setTimeout as pause } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { readEnvironment } from '../config/environment.js';
import type { Settings } from '../config/settings.js';
import { WorkerServer } from '../features/operations/index.js';
import { shutdownDeadlines } from '../platform/background/shutdown-deadlines.js';
import { createApi, createWorker } from './create-app.js';
import { requireNode } from './node-version.js';
import { prepareRuntime, type Runtime } from './runtime.js';

/** Starts the process of a role, and stops it in order at a signal: requests and jobs first, embedded parts last. */
export async function start(overrides: Record<string, string> = {}): Promise<void> {
  try {
    requireNode();
    await run(readEnvironment(overrides));
  } catch (error) {
    console.error(explain(error));
    process.exit(1);
  }
}

async function run(given: Settings): Promise<void> {
  const runtime = await prepareRuntime(given);
  try {
    const app = given.AIRLOCK_ROLE === 'worker' ? await createWorker(runtime) : await createApi(runtime);
    endInTime(app, runtime);
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

/** A sentence for errors that an operator can correct; the stack only for defects. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE')
    return `${error.message}: stop what listens there, or set PORT to another port.`;
  return error.name === 'Error' || (error.name.endsWith('Error') && !(error instanceof TypeError))
    ? error.message
    : (error.stack ?? error.message);
}
