import { isStorable, NOT_STORABLE } from './storable.js';

/** Fits into every request: the input of a mutation is four levels below the body, that of a batch two more. */
export const MAX_JSON_DEPTH = 50;

const TOO_DEEP = `must not be nested deeper than ${MAX_JSON_DEPTH} levels`;
const UNSAFE_KEY = 'must not have a key "__proto__", nor "constructor" with a "prototype"';
const NOT_FINITE = 'must not have a number beyond 1.8e308: it cannot be stored';
const NOT_JSON = 'must be JSON';

/**
 * The reason to refuse JSON of a client, or undefined. The same rules for every source: a body, variables or literals of
 * GraphQL, a form field, a query string. Accepted JSON can be traversed, serialised and stored in PostgreSQL.
 */
export function jsonValueProblem(value: unknown, depth = 0): string | undefined {
  if (typeof value !== 'object' || value === null) return plainProblem(value);
  if (depth === MAX_JSON_DEPTH) return TOO_DEEP;
  return Array.isArray(value) ? itemProblem(value, depth + 1) : memberProblem(value, depth + 1);
}

function plainProblem(value: unknown): string | undefined {
  if (typeof value === 'string') return isStorable(value) ? undefined : NOT_STORABLE;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : NOT_FINITE;
  return value === null || value === undefined || typeof value === 'boolean' ? undefined : NOT_JSON;
}

function itemProblem(items: unknown[], depth: number): string | undefined {
  for (const item of items) {
    const problem = jsonValueProblem(item, depth);
    if (problem) return problem;
  }
  return undefined;
}

function memberProblem(members: object, depth: number): string | undefined {
  for (const [key, value] of Object.entries(members)) {
    const problem = keyProblem(key, value) ?? jsonValueProblem(value, depth);
    if (problem) return problem;
  }
  return undefined;
}

/** Assigning such keys would change a prototype (prototype pollution). */
function keyProblem(key: string, value: unknown): string | undefined {
  if (key === '__proto__') return UNSAFE_KEY;
  if (key === 'constructor' && typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype'))
    return UNSAFE_KEY;
  return isStorable(key) ? undefined : NOT_STORABLE;
}
