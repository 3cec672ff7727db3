const SIGNED = /X-Amz-(Signature|Credential|Security-Token)/i;

/** What clients gave as their own JSON: kept as they gave it, whatever it holds. */
const OWN_JSON = new Set(['metadata', 'object_metadata', 'objectMetadata']);

/** An answer as it may be kept: signed URLs and signed forms are left out, everything else stays. */
export function withoutUrls(value: unknown): unknown {
  if (typeof value === 'string') return SIGNED.test(value) ? null : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutUrls);
  const members = Object.entries(value);
  if (members.some(([name]) => SIGNED.test(name))) return null;
  return Object.fromEntries(members.map(([name, member]) => [name, OWN_JSON.has(name) ? member : withoutUrls(member)]));
}
