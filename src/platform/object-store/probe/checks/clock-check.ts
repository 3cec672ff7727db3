import { enforced, type Finding, notEnforced, unproven } from '../finding.js';
import type { ProbeContext } from '../probe-context.js';
import type { StoreCheck } from '../store-check.js';

const TOLERATED_MS = 30_000;

/** The store's clock decides when a signed URL starts and expires. */
export const clockCheck: StoreCheck = {
  name: 'clock',
  proves: `The clocks of Airlock and the store differ by less than ${TOLERATED_MS / 1000} seconds.`,
  without: 'URLs expire too early or are not valid yet: synchronise the clocks by NTP.',
  essential: false,
  run: async (context) => {
    const offset = await clockOffset(context);
    if (offset === null) return unproven('The store’s responses have no Date.');
    return { ...judge(offset), measuredMs: offset };
  },
};

/** How far the store’s clock is ahead, within half a second; `null` without a Date header. */
async function clockOffset(context: ProbeContext): Promise<number | null> {
  const before = Date.now();
  const { headers } = await context.use(context.signGet('clock'));
  const between = (before + Date.now()) / 2;
  const theirs = Date.parse(headers.date ?? '');
  // A Date header is cut to the second: its middle is the best guess.
  return Number.isNaN(theirs) ? null : Math.round(theirs + 500 - between);
}

function judge(offset: number): Finding {
  const seconds = `${(Math.abs(offset) / 1000).toFixed(1)} s ${offset < 0 ? 'behind' : 'ahead'}`;
  if (Math.abs(offset) > TOLERATED_MS) return notEnforced(`The store’s clock is ${seconds}.`);
  return enforced(Math.abs(offset) < 1000 ? 'Equal within a second.' : `The store’s clock is ${seconds}.`);
}
