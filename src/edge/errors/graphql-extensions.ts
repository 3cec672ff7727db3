import type { Problem } from './problem.js';

/** What of a problem travels in `errors[].extensions`; the request's id is added where the answer is sent. */
export function extensionsOf({ code, status, errors }: Problem): Record<string, unknown> {
  return { code, status, ...(errors ? { errors } : {}) };
}

/** The same for a refusal by a rule: rules name fields as JSON does, GraphQL in camelCase. */
export function refusalExtensionsOf(problem: Problem): Record<string, unknown> {
  const errors = problem.errors?.map(({ field, message }) => ({ field: camelCase(field), message }));
  return extensionsOf({ ...problem, errors });
}

const camelCase = (field: string) => field.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
