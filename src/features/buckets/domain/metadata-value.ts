import { isDay, MOMENT_EXPECTED, parseMoment } from '../../../shared/calendar.js';
import type { MetadataType } from './bucket-schema.js';

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
  DATE: { holds: (value) => typeof value === 'string' && isDay(value), message: 'must be a day such as 2026-01-31' },
  DATETIME: {
    holds: (value) => typeof value === 'string' && parseMoment(value) !== undefined,
    message: `must be ${MOMENT_EXPECTED}`,
  },
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
