/**
 * Works on every item, `width` of them at a time. One that fails keeps no other from its turn; the first failure is
 * thrown when all are done.
 */
export async function workThrough<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const waiting = items[Symbol.iterator]();
  const failures: unknown[] = [];
  const takeTurns = async () => {
    for (const item of waiting)
      await work(item).catch((error: unknown) => {
        failures.push(error);
      });
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, takeTurns));
  if (failures.length) throw failures[0];
}
