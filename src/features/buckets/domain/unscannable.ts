export const unscannablePolicies = ['reject', 'quarantine', 'allow_flagged'] as const;
export type UnscannablePolicy = (typeof unscannablePolicies)[number];

/** What a bucket does with files that cannot be scanned, in general and for single causes. */
export interface UnscannableRules {
  unscannablePolicy: UnscannablePolicy;
  unscannableExceptions: Readonly<Record<string, UnscannablePolicy>>;
}

/** What becomes of a file that could not be scanned for this cause. "Could not scan" is never "clean". */
export function policyFor(
  { unscannablePolicy, unscannableExceptions }: UnscannableRules,
  cause: string,
): UnscannablePolicy {
  return Object.hasOwn(unscannableExceptions, cause) ? unscannableExceptions[cause]! : unscannablePolicy;
}
