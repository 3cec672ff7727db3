/**
 * What a check found out. `not_enforced`: the store let something pass that must not. `unsupported`: it says that it
 * cannot. `error`: nothing was proven either way, so nothing may be concluded.
 */
export type Verdict = 'enforced' | 'not_enforced' | 'unsupported' | 'error';

export interface Finding {
  verdict: Verdict;
  /** For people: what was seen, without any secret. */
  detail: string;
  /** A number that was measured on the way, in milliseconds. */
  measuredMs?: number;
}

export const enforced = (detail: string): Finding => ({ verdict: 'enforced', detail });
export const notEnforced = (detail: string): Finding => ({ verdict: 'not_enforced', detail });
export const unsupported = (detail: string): Finding => ({ verdict: 'unsupported', detail });
export const unproven = (detail: string): Finding => ({ verdict: 'error', detail });
