/** How often something happened in the current period, over all processes. */
export interface RateCount {
  count: number;
  /** Milliseconds until the period ends and the count starts anew. */
  endsInMs: number;
}

/** Counts one kind of event by key. A period starts with the first event of a key and has a fixed length. */
export abstract class RateCounter {
  /** Adds to a count and returns the sum. */
  abstract add(key: string, points: number): Promise<RateCount>;
  /** The count; undefined: nothing has been counted in this period. */
  abstract read(key: string): Promise<RateCount | undefined>;
  /** Starts the count of a key anew. */
  abstract forget(key: string): Promise<void>;
}
