import { describe, expect, it, jest } from '@jest/globals';
import { GroupCommit, type GroupCommitOptions } from './group-commit.js';

/** Commits that end when the test says so. */
function controlled(options: Partial<GroupCommitOptions> = {}) {
  const groups: { items: number[]; end: PromiseWithResolvers<string[]> }[] = [];
  const commits = new GroupCommit<number, string>(
    (items) => {
      const end = Promise.withResolvers<string[]>();
      groups.push({ items, end });
      return end.promise;
    },
    { concurrency: 1, maxItems: 3, slotTimeoutMs: 60_000, ...options },
  );
  const sent = () => groups.map(({ items }) => items);
  const end = async (n: number) => {
    groups[n]!.end.resolve(groups[n]!.items.map((item) => `made ${item}`));
    await settled();
  };
  return { commits, groups, sent, end };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('GroupCommit', () => {
  it('sends an item at once when no group is being committed', () => {
    const { commits, sent } = controlled();
    void commits.add(1);
    expect(sent()).toEqual([[1]]);
  });

  it('batches items that arrive meanwhile, up to the maximum, and resolves each with its own result', async () => {
    const { commits, sent, end } = controlled();
    const answers = Promise.all([1, 2, 3, 4, 5].map((item) => commits.add(item)));
    await end(0);
    expect(sent()).toEqual([[1], [2, 3, 4]]);
    await end(1);
    expect(sent()).toEqual([[1], [2, 3, 4], [5]]);
    await end(2);
    expect(await answers).toEqual(['made 1', 'made 2', 'made 3', 'made 4', 'made 5']);
  });

  it('commits at most `concurrency` groups at the same time', async () => {
    const { commits, sent, end } = controlled({ concurrency: 2 });
    void Promise.all([1, 2, 3, 4].map((item) => commits.add(item)));
    expect(sent()).toEqual([[1], [2]]);
    await end(1);
    expect(sent()).toEqual([[1], [2], [3, 4]]);
  });

  it('rejects the items of a failed group only', async () => {
    const { commits, groups, sent, end } = controlled();
    const first = commits.add(1);
    const second = commits.add(2);
    groups[0]!.end.reject(new Error('away'));
    await expect(first).rejects.toThrow('away');
    await end(1);
    expect(await second).toBe('made 2');
    expect(sent()).toEqual([[1], [2]]);
  });

  it('frees the slot of a group that hangs, once', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    try {
      const { commits, sent, end } = controlled({ slotTimeoutMs: 250 });
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
