/**
 * The values of `pMapSettled`, in the order of the items. The first failure is thrown, but only after every item has
 * been worked on: one failure does not cancel the others.
 */
export function valuesOf<T>(results: readonly PromiseSettledResult<T>[]): T[] {
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
