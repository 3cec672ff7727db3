import { abilities, type Ability } from '../store-capabilities.js';
import type { BucketConfiguration } from './bucket-configuration.js';
import type { Verdict } from './finding.js';
import type { CheckName } from './store-check.js';

export interface CheckResult {
  name: CheckName;
  proves: string;
  without: string;
  essential: boolean;
  verdict: Verdict;
  detail: string;
}

/** The results of a probe of one bucket. */
export interface StoreReport {
  /** The host that clients use. */
  endpointHost: string;
  bucket: string;
  region: string;
  checkedAt: Date;
  durationMs: number;
  /** How far the store's clock is ahead of this machine's. */
  clockOffsetMs: number | null;
  checks: CheckResult[];
  cors: BucketConfiguration;
  lifecycle: BucketConfiguration;
}

/** The checks that must all succeed before an ability counts as proven. */
const requiredChecks: Record<Ability, CheckName[]> = {
  length: ['signature', 'content_length', 'part_length'],
  type: ['signature', 'content_type'],
  sha256: ['signature', 'sha256'],
  create_only: ['signature', 'create_only'],
  form: ['signature', 'post_policy'],
  copy_sha256: ['copy_source_condition', 'copy_sha256'],
};

/** `true`: proven; `false`: disproven; missing when the probe had no result. */
export function proofsOf({ checks }: Pick<StoreReport, 'checks'>): Map<Ability, boolean> {
  const verdicts = new Map(checks.map(({ name, verdict }) => [name, verdict]));
  const proofs = new Map<Ability, boolean>();
  for (const ability of abilities) {
    const found = requiredChecks[ability].map((name) => verdicts.get(name));
    if (found.every((verdict) => verdict === 'enforced')) proofs.set(ability, true);
    else if (found.some((verdict) => verdict === 'not_enforced' || verdict === 'unsupported'))
      proofs.set(ability, false);
  }
  return proofs;
}

/** Essential checks that failed or could not be run. */
export function essentialProblems({ checks }: Pick<StoreReport, 'checks'>): CheckResult[] {
  return checks.filter(({ essential, verdict }) => essential && verdict !== 'enforced');
}

/** A message about the problems that make the bucket unsafe; undefined when there are none or nothing is known. */
export function warningOf({ checks }: Pick<StoreReport, 'checks'>): string | undefined {
  const broken = checks.filter(
    ({ essential, verdict }) => essential && ['not_enforced', 'unsupported'].includes(verdict),
  );
  if (!broken.length) return undefined;
  const problems = broken.map(({ name, detail, without }) => `${name}: ${detail} ${without}`);
  return `The object store is not safe to use. ${problems.join(' ')}`;
}
