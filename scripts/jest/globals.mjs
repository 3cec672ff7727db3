// Stands for `@jest/globals`. jest makes new functions for each spec; modules that stay see them by these names, and must not
// keep them by others.
export let jest, expect, describe, it, test, beforeAll, beforeEach, afterAll, afterEach;

export function setGlobals(globals) {
  ({ jest, expect, describe, it, test, beforeAll, beforeEach, afterAll, afterEach } = globals);
}
