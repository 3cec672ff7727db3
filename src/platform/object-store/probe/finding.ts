/**
 * The result of a check. `not_enforced`: the store accepted what it must refuse. `unsupported`: it reports that it cannot
 * do it. `error`: nothing was proven or disproven.
 */
export type Verdict = 'enforced' | 'not_enforced' | 'unsupported' | 'error';

export interface Finding {
  verdict: Verdict;
  /** The observation, for operators. Contains no secrets. */
  detail: string;
  /** A measured value in milliseconds. */
  measuredMs?: number;
}

export const enforced = (detail: string): Finding => ({ verdict: 'enforced', detail });
export const notEnforced = (detail: string): Finding => ({ verdict: 'not_enforced', detail });
export const unsupported = (detail: string): Finding => ({ verdict: 'unsupported', detail });
export const unproven = (detail: string): Finding => ({ verdict: 'error', detail });
