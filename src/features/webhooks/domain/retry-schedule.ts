/** After this long without success a delivery has failed. */
export const GIVE_UP_HOURS = 24;

/** Seconds between one try and the next; the last try is made when it is time to give up. */
const WAITS = [15, 60, 300, 900, 1_800, 3_600, 7_200, 14_400, 21_600];
const JITTER = 0.2;

/** How long to wait after this many tries. `random` in [0, 1) keeps what failed together from coming back together. */
export function waitSeconds(tries: number, random: number): number {
  const wait = WAITS[Math.min(tries, WAITS.length) - 1]!;
  return Math.round(wait * (1 - JITTER + 2 * JITTER * random));
}
