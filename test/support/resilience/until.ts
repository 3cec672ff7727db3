import { setTimeout as pause } from 'node:timers/promises';

/** Asks again and again until the answer is yes; the test's own timeout is the limit. */
export async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await holds())) await pause(25);
}
