import { Errors } from './errors/errors.js';

/** How many calls to the object store one request may lead to, whatever it asks for. */
export const STORE_CALLS_PER_REQUEST = 100;

/** What one request may still ask of the object store. */
export class StoreCallBudget {
  private left = STORE_CALLS_PER_REQUEST;

  /** Before the calls are made: all of them, or none. `field` is what asks for them. */
  spend(calls: number, field: string): void {
    if (calls > this.left)
      throw Errors.invalidField(
        field,
        `needs more than the ${STORE_CALLS_PER_REQUEST} calls to the object store that one request may lead to; ask for fewer at once`,
      );
    this.left -= calls;
  }
}
