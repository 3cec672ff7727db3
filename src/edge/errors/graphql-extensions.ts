import type { Problem } from './problem.js';

/** The `errors[].extensions` of a problem; the id of the request is added where the response is sent. */
export function extensionsOf({ code, status, errors }: Problem): Record<string, unknown> {
  return { code, status, ...(errors ? { errors } : {}) };
}

/** The same for a domain error: domain rules name fields in snake_case, GraphQL clients expect camelCase. */
export function refusalExtensionsOf(problem: Problem): Record<string, unknown> {
  const errors = problem.errors?.map(({ field, message }) => ({ field: camelCase(field), message }));
  return extensionsOf({ ...problem, errors });
}

const camelCase = (field: string) => field.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
