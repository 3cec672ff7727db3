const DAY = /^\d{4}-\d\d-\d\d$/;
const MOMENT = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-](0\d|1[0-4]):[0-5]\d)$/;

/** The years that both PostgreSQL and ISO 8601 write with four digits. */
const FIRST = Date.parse('0001-01-01T00:00:00Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

export const MOMENT_EXPECTED = 'an ISO 8601 time such as 2026-01-31T12:00:00.000Z';

/** A valid calendar day from year 1 on. `Date` itself accepts 30 February as a day in March. */
export function isDay(text: string): boolean {
  const day = DAY.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  return isInRange(day) && day.toISOString().startsWith(text);
}

/** An ISO 8601 time with its zone, or undefined. Seconds may be left out, as Java writes whole minutes. */
export function parseMoment(text: string): Date | undefined {
  const day = MOMENT.exec(text)?.[1];
  if (day === undefined || !isDay(day)) return undefined;
  const moment = new Date(text);
  return isInRange(moment) ? moment : undefined;
}

function isInRange(date: Date | undefined): date is Date {
  return date !== undefined && date.getTime() >= FIRST && date.getTime() <= LAST;
}
