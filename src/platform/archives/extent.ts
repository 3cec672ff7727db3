/** A stretch of a file: from its first byte to the one behind its last. */
export interface Extent {
  start: number;
  end: number;
}
