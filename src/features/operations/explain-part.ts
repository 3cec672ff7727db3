import { DomainError } from '../../shared/errors/domain-error.js';
import { systemCause } from '../../shared/errors/system-errors.js';
import type { PartNames } from './health-probe.js';
import type { PartHealth } from './readiness.js';

/** The logins of this process were removed or changed: those of its credentials are no longer valid. */
const LOGIN_REFUSED = /^28/;

/**
 * What is wrong with a part and what to do. The answer is public, so errors of libraries and systems are shown without their text,
 * which may have addresses or names.
 */
export function explainPart(error: unknown, { noun, setting }: PartNames): Pick<PartHealth, 'state' | 'detail'> {
  const found = systemCause(error, setting);
  if (found)
    return { state: 'down', detail: `${noun} cannot be reached: ${found.what} (${found.code}). ${found.remedy}.` };
  if (error instanceof DomainError) {
    const state = error.code.endsWith('_NOT_CONFIGURED') ? 'not_configured' : 'down';
    return { state, detail: error.message };
  }
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code === 'string' && LOGIN_REFUSED.test(code))
    return {
      state: 'down',
      detail: `${noun} no longer takes the login of this process (${code}). Restart it with the present ${setting ?? 'credentials'}.`,
    };
  return {
    state: 'down',
    detail: `${noun} does not answer${typeof code === 'string' ? ` (${code})` : ''}. Look at its log.`,
  };
}
