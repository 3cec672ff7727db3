/** Takes items from a sequence and works on several at a time. The first error of `work` ends it, after the work under way. */
export async function inParallel<T>(
  items: AsyncIterable<T>,
  most: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.asyncIterator]();
  let isOver = false;
  // One takes from the sequence at a time.
  let turn: Promise<unknown> = Promise.resolve();
  const take = () => (turn = turn.then(() => iterator.next())) as Promise<IteratorResult<T>>;
  const worker = async () => {
    try {
      while (!isOver) {
        const next = await take();
        if (next.done) return;
        await work(next.value);
      }
    } finally {
      isOver = true;
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: most }, worker));
  await iterator.return?.();
  const failed = ended.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
}
