/** For failures of other parts of the service, which end soon. */
const LONGEST_SECONDS = 60;
const LONGEST_UNSCANNED_SECONDS = 15 * 60;
/** For a first failure: a lost connection or a restart of the scanner is not caused by the file. */
const QUICK_SECONDS = 2;
/** A file that cannot be scanned takes at most a fifth of one worker's time. */
const PAUSES_PER_ATTEMPT = 4;

export interface FailedAttempt {
  /** The number of attempts, this one included, whatever ended them. */
  attempts: number;
  /** The duration of this one. */
  seconds: number;
  /** When the scanner gave no verdict; otherwise another part of the service failed. */
  unscanned?: {
    /** How often this happened to the file, this time included. */
    failures: number;
    /** Whether the scanner works for other files. */
    scannerWorks: boolean;
  };
}

/**
 * How long an upload pauses after an attempt without an outcome. Pauses above a minute are only for a file on which the
 * scanner repeatedly hangs or crashes.
 */
export function retryWaitSeconds({ attempts, seconds, unscanned }: FailedAttempt): number {
  if (!unscanned) return Math.min(doubled(attempts), LONGEST_SECONDS);
  const { failures, scannerWorks } = unscanned;
  if (failures <= 1) return QUICK_SECONDS;
  const fair = scannerWorks ? Math.ceil(seconds * PAUSES_PER_ATTEMPT) : 0;
  return Math.min(Math.max(doubled(failures), fair), LONGEST_UNSCANNED_SECONDS);
}

const doubled = (times: number) => 2 ** Math.min(times, 10);
