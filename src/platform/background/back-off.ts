const LONGEST_SECONDS = 60;

/** How long to wait after this many failures in a row, in seconds. */
export const backOffSeconds = (failures: number): number => Math.min(2 ** Math.min(failures, 10), LONGEST_SECONDS);
