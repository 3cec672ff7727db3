import { MAX_LISTED_ERRORS } from '../../shared/errors/bounds.js';
import { isValid } from './is-valid.js';
import { propsOfPrototype } from './prop-registry.js';

/**
 * Prepares an invalid input for the report of class-validator: lists of objects keep only the first invalid items, each at
 * its index. A report on ten thousand items takes long and would not be listed.
 */
export function pruneValid<T extends object>(input: T): T {
  const values = input as Record<string, unknown>;
  for (const { name, kind } of propsOfPrototype(Object.getPrototypeOf(input) as object)) {
    const value = values[name];
    if (kind !== 'object' || !(value instanceof Object)) continue;
    values[name] = Array.isArray(value) ? firstInvalid(value) : pruneValid(value);
  }
  return input;
}

function firstInvalid(items: unknown[]): unknown[] {
  const invalid = new Array<unknown>(items.length);
  let left = MAX_LISTED_ERRORS;
  for (let i = 0; i < items.length && left > 0; i++) {
    const item = items[i];
    if (item instanceof Object && isValid(item)) continue;
    invalid[i] = item instanceof Object ? pruneValid(item) : item;
    left--;
  }
  return invalid;
}
