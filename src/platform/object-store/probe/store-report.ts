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

/** What a probe found in one bucket, and when. */
export interface StoreReport {
  /** As clients reach it. */
  endpointHost: string;
  bucket: string;
  region: string;
  checkedAt: Date;
  durationMs: number;
  /** How far the store's clock is ahead of ours. */
  clockOffsetMs: number | null;
  checks: CheckResult[];
  cors: BucketConfiguration;
  lifecycle: BucketConfiguration;
}

/** What must hold together before a guarantee is given, or forms are. */
const standsOn: Record<Ability, CheckName[]> = {
  length: ['signature', 'content_length', 'part_length'],
  type: ['signature', 'content_type'],
  sha256: ['signature', 'sha256'],
  create_only: ['signature', 'create_only'],
  form: ['signature', 'post_policy'],
};

/** `true`: proven; `false`: disproven; nothing where the probe could not tell. */
export function proofsOf({ checks }: Pick<StoreReport, 'checks'>): Map<Ability, boolean> {
  const verdicts = new Map(checks.map(({ name, verdict }) => [name, verdict]));
  const proofs = new Map<Ability, boolean>();
  for (const ability of abilities) {
    const found = standsOn[ability].map((name) => verdicts.get(name));
    if (found.every((verdict) => verdict === 'enforced')) proofs.set(ability, true);
    else if (found.some((verdict) => verdict === 'not_enforced' || verdict === 'unsupported'))
      proofs.set(ability, false);
  }
  return proofs;
}

/** Essential checks that failed or could not be made. */
export function essentialProblems({ checks }: Pick<StoreReport, 'checks'>): CheckResult[] {
  return checks.filter(({ essential, verdict }) => essential && verdict !== 'enforced');
}

/** One sentence on what makes the bucket unsafe; nothing when all is well or unknown. */
export function warningOf({ checks }: Pick<StoreReport, 'checks'>): string | undefined {
  const broken = checks.filter(
    ({ essential, verdict }) => essential && ['not_enforced', 'unsupported'].includes(verdict),
  );
  if (!broken.length) return undefined;
  const problems = broken.map(({ name, detail, without }) => `${name}: ${detail} ${without}`);
  return `The object store is not safe to use. ${problems.join(' ')}`;
}
