import { describe, expect, it } from '@jest/globals';
import { InOrder } from './in-order.js';

describe('InOrder', () => {
  it('hands things on in their order, and what comes early when its turn is there', async () => {
    const taken: string[] = [];
    const inOrder = new InOrder<string>(3, async (thing) => void taken.push(thing));
    await inOrder.add(5, 'five');
    await inOrder.add(4, 'four');
    expect(taken).toEqual([]);
    await inOrder.add(3, 'three');
    expect(taken).toEqual(['three', 'four', 'five']);
  });

  it('hands nothing on after a failure', async () => {
    const taken: string[] = [];
    const inOrder = new InOrder<string>(1, async (thing) => {
      taken.push(thing);
      if (thing === 'one') throw new Error('lost');
    });
    await expect(inOrder.add(1, 'one')).rejects.toThrow('lost');
    await expect(inOrder.add(2, 'two')).rejects.toThrow('lost');
    expect(taken).toEqual(['one']);
  });
});
