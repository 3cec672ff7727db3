import type { ExecutionContext } from '@nestjs/common';
import { View } from '../dto/view.js';

const SIGNED = /X-Amz-(Signature|Credential|Security-Token)/i;

/** What clients gave as their own JSON: kept as they gave it, whatever it holds. */
const OWN_JSON = new Set(['metadata', 'object_metadata', 'objectMetadata']);

/**
 * An answer as it is kept for retries, without signed URLs. REST keeps what is sent; GraphQL keeps what resolvers read,
 * because a retry may ask for other fields.
 */
export function keptForm(context: ExecutionContext, answer: unknown): unknown {
  const form = context.getType<string>() === 'graphql' ? propertiesOf(answer) : answer;
  return withoutUrls(JSON.parse(JSON.stringify(form) ?? 'null'));
}

/** Views as plain objects under their property names, at every depth: a view's own JSON form has the names of REST. */
function propertiesOf(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map(propertiesOf);
  if (!(answer instanceof View)) return answer;
  return Object.fromEntries(Object.entries(answer).map(([name, value]) => [name, propertiesOf(value)]));
}

/** Signed URLs and signed forms are left out, everything else stays. */
export function withoutUrls(value: unknown): unknown {
  if (typeof value === 'string') return SIGNED.test(value) ? null : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutUrls);
  const members = Object.entries(value);
  if (members.some(([name]) => SIGNED.test(name))) return null;
  return Object.fromEntries(members.map(([name, member]) => [name, OWN_JSON.has(name) ? member : withoutUrls(member)]));
}
