import { expect } from '@jest/globals';
import { Airlock } from '../airlock.js';

/**
 * Runs a server until each of these steps was reached; the first caller to reach a step stops there, and the process is
 * killed at the last one. Work that it finds at its start may kill it before it is ready: then `drive` is not called.
 */
export async function runUntilFault(
  points: string[],
  { dataDir, env }: { dataDir: string; env: Record<string, string> },
  drive: (server: Airlock) => Promise<unknown>,
): Promise<void> {
  const start = Airlock.start({ dataDir, env: { ...env, AIRLOCK_FAULT_AT: points.join(',') } });
  const server = await start.catch((error: Error) => {
    expect(error.message).toMatch(/^Airlock ended with null/);
  });
  if (!server) return;
  void drive(server).catch(() => undefined);
  expect(await server.ended()).toBe('SIGKILL');
}

/** Repeats something until the server is gone, without awaiting it: a call that stopped at a step never returns. */
export async function repeatUntilExit(server: Airlock, everyMs: number, act: () => Promise<unknown>): Promise<void> {
  const once = () => void act().catch(() => undefined);
  once();
  const more = setInterval(once, everyMs);
  await server.ended();
  clearInterval(more);
}
