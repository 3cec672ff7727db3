/** Other parts are back soon, and what waits for them is theirs. */
const LONGEST_SECONDS = 60;
const LONGEST_UNSCANNED_SECONDS = 15 * 60;
/** One lost connection or one restart of the scanner is no fault of the file. */
const QUICK_SECONDS = 2;
/** Of the time of one place a file that cannot be scanned takes a fifth at most. */
const PAUSES_PER_ATTEMPT = 4;

export interface FailedAttempt {
  /** How many there were, this one included, whatever ended them. */
  attempts: number;
  /** What this one took. */
  seconds: number;
  /** Set when the scanner gave no verdict; otherwise another part of the service failed. */
  unscanned?: {
    /** How often that happened to this file, this time included. */
    failures: number;
    /** The scanner works for other files. */
    scannerWorks: boolean;
  };
}

/**
 * How long an upload pauses whose admission could not be finished. Only a file that the scanner fails at repeatedly, by
 * hanging or crashing, comes ever more rarely.
 */
export function retryWaitSeconds({ attempts, seconds, unscanned }: FailedAttempt): number {
  if (!unscanned) return Math.min(doubled(attempts), LONGEST_SECONDS);
  const { failures, scannerWorks } = unscanned;
  if (failures <= 1) return QUICK_SECONDS;
  const fair = scannerWorks ? Math.ceil(seconds * PAUSES_PER_ATTEMPT) : 0;
  return Math.min(Math.max(doubled(failures), fair), LONGEST_UNSCANNED_SECONDS);
}

const doubled = (times: number) => 2 ** Math.min(times, 10);
