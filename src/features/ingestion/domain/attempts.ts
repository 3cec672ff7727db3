/** A document has failed after so many attempts without an end. */
export const MOST_ATTEMPTS = 5;

const LONGEST_SECONDS = 60;

/** How long to wait after this many failures in a row, in seconds. */
export const backOffSeconds = (failures: number): number => Math.min(2 ** Math.min(failures, 10), LONGEST_SECONDS);

/** Why a document has failed though nothing is known to be wrong with it. */
export const givenUp = {
  /** Its worker ended before it was done, each time. */
  interrupted: {
    code: 'interrupted',
    message:
      'Reading the document was interrupted again and again. Reprocess it; if it fails again, it may be what ends the process that reads it.',
  },
  /** An error of this program. */
  failed: {
    code: 'failed',
    message: 'The text could not be extracted because of an error in this service. Reprocess the document later.',
  },
} as const;
