import { describe, expect, it } from '@jest/globals';
import { KeyedLock } from './keyed-lock.js';

describe('KeyedLock', () => {
  it('runs one at a time per key, in order, even after a failure', async () => {
    const lock = new KeyedLock();
    const events: string[] = [];
    const work = (name: string) => async () => {
      events.push(`${name} begins`);
      await Promise.resolve();
      events.push(`${name} ends`);
      if (name === 'first') throw new Error(name);
    };
    const results = await Promise.allSettled([lock.run('k', work('first')), lock.run('k', work('second'))]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(events).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  });

  it('does not make different keys wait', async () => {
    const lock = new KeyedLock();
    const gate = Promise.withResolvers<void>();
    const held = lock.run('a', () => gate.promise);
    await expect(lock.run('b', async () => 'through')).resolves.toBe('through');
    gate.resolve();
    await held;
  });
});
