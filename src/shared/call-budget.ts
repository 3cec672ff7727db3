import { Errors } from './errors/errors.js';

/** The most calls to the object store that one request may cause. */
export const STORE_CALLS_PER_REQUEST = 100;

/** The calls to the object store that one request has left. */
export class StoreCallBudget {
  private left = STORE_CALLS_PER_REQUEST;

  /** Reserves calls before they are made, all or none. `field` is the one that causes them. */
  spend(calls: number, field: string): void {
    if (calls > this.left)
      throw Errors.invalidField(
        field,
        `needs more than the ${STORE_CALLS_PER_REQUEST} calls to the object store that one request may cause; request fewer items at once`,
      );
    this.left -= calls;
  }
}
