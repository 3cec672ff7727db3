/** After this long without success a delivery has failed. */
export const GIVE_UP_HOURS = 24;

/** Seconds between one try and the next; the last try is made at the time of giving up. */
const WAITS = [15, 60, 300, 900, 1_800, 3_600, 7_200, 14_400, 21_600];
const JITTER = 0.2;

/** The wait after this many tries. `random` in [0, 1) spreads deliveries that failed at the same time. */
export function waitSeconds(tries: number, random: number): number {
  const wait = WAITS[Math.min(tries, WAITS.length) - 1]!;
  return Math.round(wait * (1 - JITTER + 2 * JITTER * random));
}
