/** A picture has failed after so many attempts without an end. */
export const MOST_ATTEMPTS = 5;

/** The process that decodes a picture may be ended by it, but also by an operator or for want of memory: it is run again. */
export const MOST_CRASHES = 3;
