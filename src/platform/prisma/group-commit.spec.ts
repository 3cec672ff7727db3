import { describe, expect, it, jest } from '@jest/globals';
import { GroupCommit } from './group-commit.js';

/** A database whose groups end when the test says so. */
function steered(options: { lanes?: number; most?: number; patienceMs?: number } = {}) {
  const groups: { items: number[]; end: PromiseWithResolvers<string[]> }[] = [];
  const commits = new GroupCommit<number, string>(
    (items) => {
      const end = Promise.withResolvers<string[]>();
      groups.push({ items, end });
      return end.promise;
    },
    { lanes: 1, most: 3, patienceMs: 60_000, ...options },
  );
  const sent = () => groups.map(({ items }) => items);
  const end = async (n: number) => {
    groups[n]!.end.resolve(groups[n]!.items.map((item) => `made ${item}`));
    await settled();
  };
  return { commits, groups, sent, end };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('a group commit', () => {
  it('sends at once what meets nobody', () => {
    const { commits, sent } = steered();
    void commits.add(1);
    expect(sent()).toEqual([[1]]);
  });

  it('gathers what arrives meanwhile, up to the most, and answers each its own', async () => {
    const { commits, sent, end } = steered();
    const answers = Promise.all([1, 2, 3, 4, 5].map((item) => commits.add(item)));
    await end(0);
    expect(sent()).toEqual([[1], [2, 3, 4]]);
    await end(1);
    expect(sent()).toEqual([[1], [2, 3, 4], [5]]);
    await end(2);
    expect(await answers).toEqual(['made 1', 'made 2', 'made 3', 'made 4', 'made 5']);
  });

  it('has no more under way than it has lanes', async () => {
    const { commits, sent, end } = steered({ lanes: 2 });
    void Promise.all([1, 2, 3, 4].map((item) => commits.add(item)));
    expect(sent()).toEqual([[1], [2]]);
    await end(1);
    expect(sent()).toEqual([[1], [2], [3, 4]]);
  });

  it('fails those of the group that failed, and goes on', async () => {
    const { commits, groups, sent, end } = steered();
    const first = commits.add(1);
    const second = commits.add(2);
    groups[0]!.end.reject(new Error('away'));
    await expect(first).rejects.toThrow('away');
    await end(1);
    expect(await second).toBe('made 2');
    expect(sent()).toEqual([[1], [2]]);
  });

  it('lets nobody wait behind a group that hangs, and counts its lane once', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    try {
      const { commits, sent, end } = steered({ patienceMs: 250 });
      void commits.add(1);
      void commits.add(2);
      jest.advanceTimersByTime(249);
      expect(sent()).toEqual([[1]]);
      jest.advanceTimersByTime(1);
      expect(sent()).toEqual([[1], [2]]);
      await end(0);
      void commits.add(3);
      expect(sent()).toEqual([[1], [2]]);
      await end(1);
      expect(sent()).toEqual([[1], [2], [3]]);
    } finally {
      jest.useRealTimers();
    }
  });
});
