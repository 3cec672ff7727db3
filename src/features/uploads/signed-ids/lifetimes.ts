const HOUR_MS = 3600_000;
const DAY_MS = 24 * HOUR_MS;
const YEAR_MS = 365 * DAY_MS;

/** How long a link to a blob works that needs no credentials. */
export const VIEW_SECONDS = 300;

/**
 * `attach`: while the upload may wait for its bytes or its scan (at least `stagingHours` from now), and a day more for the
 * form that carries the id.
 */
export function attachUntil(upload: { deadlineAt: Date }, stagingHours: number, now = new Date()): Date {
  const waitsUntil = Math.max(upload.deadlineAt.getTime(), now.getTime() + stagingHours * HOUR_MS);
  return new Date(waitsUntil + DAY_MS);
}

/** `global`: written into texts, which are saved again years later. It opens nothing without credentials. */
export function globalUntil(now = new Date()): Date {
  return new Date(now.getTime() + 10 * YEAR_MS);
}

/** `view`: it opens the file to everyone who has it. */
export function viewUntil(now = new Date()): Date {
  return new Date(now.getTime() + VIEW_SECONDS * 1000);
}
