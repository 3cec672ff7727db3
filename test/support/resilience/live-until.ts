import { expect } from '@jest/globals';
import { Airlock } from '../airlock.js';

/**
 * Lets a server live until somebody has reached each of these steps; whoever was first at one went no further. What it
 * finds to do may kill it before it is ready: then `drive` is not called.
 */
export async function liveUntil(
  points: string[],
  { dataDir, env }: { dataDir: string; env: Record<string, string> },
  drive: (doomed: Airlock) => Promise<unknown>,
): Promise<void> {
  const start = Airlock.start({ dataDir, env: { ...env, AIRLOCK_FAULT_AT: points.join(',') } });
  const doomed = await start.catch((error: Error) => {
    expect(error.message).toMatch(/^Airlock ended with null/);
  });
  if (!doomed) return;
  void drive(doomed).catch(() => undefined);
  expect(await doomed.ended()).toBe('SIGKILL');
}

/** Does something again and again until the server is gone, without waiting for its end: what is held at a step has none. */
export async function againAndAgain(server: Airlock, everyMs: number, act: () => Promise<unknown>): Promise<void> {
  const once = () => void act().catch(() => undefined);
  once();
  const more = setInterval(once, everyMs);
  await server.ended();
  clearInterval(more);
}
