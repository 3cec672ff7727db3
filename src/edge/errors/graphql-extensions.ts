import { graphqlPath, graphqlText } from '../dto/graphql-words.js';
import type { Problem } from './problem.js';

/** The `errors[].extensions` of a problem; the id of the request is added where the response is sent. */
export function extensionsOf({ code, status, errors }: Problem): Record<string, unknown> {
  return { code, status, ...(errors ? { errors } : {}) };
}

/** A problem in the words of GraphQL: domain rules name fields as REST does. */
export function inGraphqlWords(problem: Problem): Problem {
  const { detail, errors } = problem;
  if (!errors) return { ...problem, detail: graphqlText(detail) };
  const spelled = errors.map(({ field, message }) => ({ field: graphqlPath(field), message: graphqlText(message) }));
  // The detail of a validation begins each message with its field.
  const renamed = errors.reduce((text, { field }, i) => text.replace(`${field}: `, `${spelled[i]!.field}: `), detail);
  return { ...problem, detail: graphqlText(renamed), errors: spelled };
}
