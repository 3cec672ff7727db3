import { setTimeout as pause } from 'node:timers/promises';

const SHORTEST_MS = 25;
const LONGEST_MS = 250;

/**
 * Looks until something is there, and returns it; the test's own timeout is the limit. A look costs the machine about as
 * much as 12 ms of work (a connection to the database, or a request), so a pause is a quarter of the time waited so far.
 */
export async function found<T>(look: () => Promise<T | undefined>): Promise<T> {
  const begun = performance.now();
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await pause(Math.min(Math.max((performance.now() - begun) / 4, SHORTEST_MS), LONGEST_MS));
  }
}

/** Looks until it holds. */
export async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  await found(async () => (await holds()) || undefined);
}
