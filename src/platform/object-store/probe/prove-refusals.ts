import { enforced, type Finding, notEnforced, unproven, unsupported } from './finding.js';
import { BODY, type ProbeContext } from './probe-context.js';
import type { RawAnswer } from './raw-request.js';

/** A request that breaks a rule. */
export interface Violation {
  what: string;
  send: () => Promise<RawAnswer>;
  /** The key of its bytes, when it is not that of the rule. */
  name?: string;
}

export interface Rule {
  name: string;
  violations: Violation[];
  /** A request that follows the rule: a refusal proves something only if this one succeeds. */
  valid: () => Promise<RawAnswer>;
}

export const accepted = (status: number) => status >= 200 && status < 300;
export const unknownToStore = (status: number) => status === 405 || status === 501;

/** A rule is enforced when every violation is refused and stores nothing, and the valid request works. */
export async function proveRefusals(context: ProbeContext, { name, violations, valid }: Rule): Promise<Finding> {
  for (const violation of violations) {
    const problem = await answerTo(violation, context, violation.name ?? name);
    if (problem) return problem;
  }
  const { status } = await valid();
  if (unknownToStore(status)) return unsupported(`The store returns ${status} for the request itself.`);
  if (!accepted(status)) return unproven(`The store also refuses what it should accept (${status}).`);
  if ((await context.stored(name)) !== BODY)
    return unproven('The store accepted the right request but kept other bytes.');
  return enforced(`Refused: ${violations.map(({ what }) => what).join(', ')}.`);
}

async function answerTo({ what, send }: Violation, context: ProbeContext, name: string): Promise<Finding | null> {
  const { status } = await send();
  if (accepted(status)) return notEnforced(`Accepted with ${status}: ${what}.`);
  if ((await context.stored(name)) !== null) return notEnforced(`Refused with ${status} but stored: ${what}.`);
  if (unknownToStore(status)) return unsupported(`The store returns ${status} for the request itself.`);
  return status >= 500 ? unproven(`The store fails with ${status} at: ${what}.`) : null;
}
