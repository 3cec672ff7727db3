/**
 * An async generator that can be ended while somebody waits for its next value: `return` of a plain one would wait too.
 * `make` gets a signal that says so. `onEnd` runs once, however it ends, even if it was never begun.
 */
export function stoppable<T>(
  make: (stopped: AbortSignal) => AsyncGenerator<T, void>,
  onEnd: () => void,
): AsyncGenerator<T, void> {
  const stop = new AbortController();
  const inner = make(stop.signal);
  let ended = false;
  const end = () => {
    if (!ended) onEnd();
    ended = true;
  };
  const halt = () => {
    stop.abort();
    end();
  };
  return {
    async next() {
      try {
        const result = await inner.next();
        if (result.done) end();
        return result;
      } catch (error) {
        end();
        throw error;
      }
    },
    return(value) {
      halt();
      return inner.return(value);
    },
    throw(error) {
      halt();
      return inner.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      halt();
      await inner.return();
    },
  };
}
