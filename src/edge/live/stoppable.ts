/**
 * An async generator that can be ended while its next value is pending: `return` of a plain generator would wait for it.
 * `make` gets a signal that aborts then. `onEnd` runs once, however the generator ends, even if it was never started.
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
