const SIGNED = /X-Amz-(Signature|Credential|Security-Token)/i;

/** An answer as it may be kept: signed URLs and signed forms are left out, everything else stays. */
export function withoutUrls(value: unknown): unknown {
  if (typeof value === 'string') return SIGNED.test(value) ? null : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutUrls);
  const members = Object.entries(value);
  if (members.some(([name]) => SIGNED.test(name))) return null;
  return Object.fromEntries(members.map(([name, member]) => [name, withoutUrls(member)]));
}
