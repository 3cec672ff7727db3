/** Runs `work` over the items, at most `width` at a time, results in order. The first failure stops the others. */
export async function inParallel<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T, signal: AbortSignal) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const stop = new AbortController();
  const queue = items.entries();
  const lane = async () => {
    for (const [index, item] of queue) {
      stop.signal.throwIfAborted();
      results[index] = await work(item, stop.signal);
    }
  };
  const lanes = Array.from({ length: Math.min(width, items.length) }, lane);
  try {
    await Promise.all(lanes);
  } catch (error) {
    stop.abort();
    await Promise.allSettled(lanes);
    throw error;
  }
  return results;
}
