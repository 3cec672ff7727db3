import type { MetadataType } from './bucket-schema.js';

const DATE = /^\d{4}-\d\d-\d\d$/;
const DATETIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

interface Rule {
  holds(value: unknown): boolean;
  message: string;
}

/** What a value of each type is, in JSON. */
const rules: Record<MetadataType, Rule> = {
  STRING: { holds: (value) => typeof value === 'string', message: 'must be text' },
  NUMBER: { holds: (value) => typeof value === 'number', message: 'must be a number' },
  INTEGER: { holds: (value) => Number.isSafeInteger(value), message: 'must be a whole number' },
  BOOLEAN: { holds: (value) => typeof value === 'boolean', message: 'must be true or false' },
  DATE: { holds: isDate, message: 'must be a day such as 2026-01-31' },
  DATETIME: { holds: isDateTime, message: 'must be an ISO 8601 time such as 2026-01-31T12:00:00.000Z' },
  ARRAY: { holds: (value) => Array.isArray(value), message: 'must be a list' },
  OBJECT: {
    holds: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    message: 'must be an object',
  },
};

/** Why a value is not of a type, or undefined. */
export function valueProblem(type: MetadataType, value: unknown): string | undefined {
  return rules[type].holds(value) ? undefined : rules[type].message;
}

/** A day of the calendar: 30 February is none, though `Date` would take it for a day in March. */
function isDate(value: unknown): boolean {
  if (typeof value !== 'string' || !DATE.test(value)) return false;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}

function isDateTime(value: unknown): boolean {
  if (typeof value !== 'string' || !DATETIME.test(value) || !isDate(value.slice(0, 10))) return false;
  return !Number.isNaN(new Date(value).getTime());
}
