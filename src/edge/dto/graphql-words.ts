import { camelCase, isPropertyName } from './prop-registry.js';

/** A word in snake_case. Not in braces: `{upload_id}` is a placeholder of key templates, the same in every API. */
const WORD = /(?<![{\w.])[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?![}\w])/g;

/** A text of descriptions and errors as GraphQL spells it: names of properties are in camelCase there. */
export function graphqlText(text: string): string {
  return text.replace(WORD, (word) => (isPropertyName(word) ? camelCase(word) : word));
}

/** Parameters of lists in REST, by the arguments that GraphQL has for them. */
const paging: Record<string, string> = { cursor: 'after', limit: 'first' };

/** The path of a field as GraphQL spells it: each part that is the name of a property. Keys of a client's JSON stay. */
export function graphqlPath(field: string): string {
  if (Object.hasOwn(paging, field)) return paging[field]!;
  return field
    .split('.')
    .map((part) => (isPropertyName(part) ? camelCase(part) : part))
    .join('.');
}
