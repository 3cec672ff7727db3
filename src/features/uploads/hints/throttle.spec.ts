import { describe, expect, it, jest } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { Throttle } from './throttle.js';

/** Sends that end when the test says so. */
function controlled() {
  const sends: PromiseWithResolvers<void>[] = [];
  const throttle = new Throttle(() => {
    sends.push(Promise.withResolvers<void>());
    return sends.at(-1)!.promise;
  }, 1);
  const next = async (count: number) => {
    while (sends.length < count) await turn();
  };
  return { sends, throttle, next };
}

describe('Throttle', () => {
  it('begins the first send at once', () => {
    const { sends, throttle } = controlled();
    throttle.call();
    expect(sends).toHaveLength(1);
  });

  it('begins one more for all calls that came while one was under way, and none without a call', async () => {
    const { sends, throttle, next } = controlled();
    for (let n = 0; n < 100; n++) throttle.call();
    sends[0]!.resolve();
    await next(2);
    for (let n = 0; n < 100; n++) throttle.call();
    expect(sends).toHaveLength(2);
    sends[1]!.resolve();
    await next(3);
    sends[2]!.resolve();
    for (let turns = 0; turns < 50; turns++) await turn();
    expect(sends).toHaveLength(3);
  });

  it('waits between two sends, however fast they are', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
    try {
      const send = jest.fn(async () => undefined);
      const throttle = new Throttle(send, 50);
      throttle.call();
      throttle.call();
      await turn();
      expect(send).toHaveBeenCalledTimes(1);
    } finally {
      jest.useRealTimers();
    }
  });
});
