/** Other parts are back soon, and what waits for them is theirs. */
const LONGEST_SECONDS = 60;
const LONGEST_UNSCANNED_SECONDS = 15 * 60;
/** Of the time of one place a file that cannot be scanned takes a fifth at most. */
const PAUSES_PER_ATTEMPT = 4;

export interface FailedAttempt {
  /** How many there were, this one included. */
  attempts: number;
  /** What this one took. */
  seconds: number;
  /** The scanner gave no verdict, though it scans other files: it is the file's fault. `undefined`: something else failed. */
  scannerWorks: boolean | undefined;
}

/**
 * How long an upload pauses whose admission could not be finished. While the scanner is away nothing is claimed, so
 * attempts count what was really tried: a file that hangs or crashes the scanner every time comes ever more rarely.
 */
export function retryWaitSeconds({ attempts, seconds, scannerWorks }: FailedAttempt): number {
  const grown = 2 ** Math.min(attempts, 10);
  if (scannerWorks === undefined) return Math.min(grown, LONGEST_SECONDS);
  const fair = scannerWorks ? Math.ceil(seconds * PAUSES_PER_ATTEMPT) : 0;
  return Math.min(Math.max(grown, fair), LONGEST_UNSCANNED_SECONDS);
}
