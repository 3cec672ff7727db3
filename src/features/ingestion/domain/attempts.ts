/** A document has failed after so many attempts without an end. */
export const MOST_ATTEMPTS = 5;
