import { MAX_LISTED_ERRORS } from '../../shared/errors/bounds.js';
import { keepsRules } from './keeps-rules.js';
import { propsOfPrototype } from './prop-registry.js';

/**
 * A refused input as class-validator is to report on it: its lists of objects hold only the first items that break a
 * rule, each in its place. A report on ten thousand items takes long and would not be listed.
 */
export function onlyFaults<T extends object>(input: T): T {
  const values = input as Record<string, unknown>;
  for (const { name, kind } of propsOfPrototype(Object.getPrototypeOf(input) as object)) {
    const value = values[name];
    if (kind !== 'object' || !(value instanceof Object)) continue;
    values[name] = Array.isArray(value) ? firstFaults(value) : onlyFaults(value);
  }
  return input;
}

function firstFaults(items: unknown[]): unknown[] {
  const faults = new Array<unknown>(items.length);
  let left = MAX_LISTED_ERRORS;
  for (let i = 0; i < items.length && left > 0; i++) {
    const item = items[i];
    if (item instanceof Object && keepsRules(item)) continue;
    faults[i] = item instanceof Object ? onlyFaults(item) : item;
    left--;
  }
  return faults;
}
