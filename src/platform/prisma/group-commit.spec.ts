import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
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

  it('has the next group under way before what waits for the answers of this one goes on', async () => {
    const order: string[] = [];
    // A pool gives its connection some turns later, as pg does.
    const commit = async (items: number[]) => {
      await new Promise<void>((resolve) => process.nextTick(resolve));
      for (let hops = 0; hops < 20; hops++) await undefined;
      order.push(`sent ${items.join()}`);
      await settled();
      return items;
    };
    const commits = new GroupCommit(commit, { concurrency: 1, maxItems: 3, slotTimeoutMs: 60_000 });
    const answered = async (item: number) => order.push(`answered ${await commits.add(item)}`);
    await Promise.all([1, 2, 3].map(answered));
    expect(order).toEqual(['sent 1', 'sent 2,3', 'answered 1', 'answered 2', 'answered 3']);
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

  describe('with a pace', () => {
    beforeEach(() => void jest.useFakeTimers({ doNotFake: ['setImmediate'] }));
    afterEach(() => void jest.useRealTimers());

    /** Two items that met: the second waited for the first, and its group has ended too. */
    async function met() {
      const scene = controlled({ paceMs: 20 });
      void scene.commits.add(1);
      void scene.commits.add(2);
      await scene.end(0);
      await scene.end(1);
      return scene;
    }

    it('lets what follows items that met gather for so long', async () => {
      const { commits, sent } = await met();
      void commits.add(3);
      jest.advanceTimersByTime(19);
      void commits.add(4);
      expect(sent()).toEqual([[1], [2]]);
      jest.advanceTimersByTime(1);
      expect(sent()).toEqual([[1], [2], [3, 4]]);
    });

    it('sends a full group at once', async () => {
      const { commits, sent } = await met();
      void Promise.all([3, 4, 5].map((item) => commits.add(item)));
      expect(sent()).toEqual([[1], [2], [3, 4, 5]]);
    });

    it('holds up no item of those that come one after the other, however closely', async () => {
      const { commits, sent, end } = controlled({ paceMs: 20 });
      for (const n of [0, 1, 2]) {
        void commits.add(n);
        await end(n);
      }
      expect(sent()).toEqual([[0], [1], [2]]);
    });

    it('ends once nothing meets any more', async () => {
      const { commits, sent, end } = await met();
      void commits.add(3);
      jest.advanceTimersByTime(20);
      await end(2);
      void commits.add(4);
      expect(sent()).toEqual([[1], [2], [3], [4]]);
    });

    it('does not shorten the wait for the group under way', async () => {
      const { commits, sent, end } = controlled({ paceMs: 20 });
      void commits.add(1);
      void commits.add(2);
      jest.advanceTimersByTime(40);
      expect(sent()).toEqual([[1]]);
      await end(0);
      expect(sent()).toEqual([[1], [2]]);
    });
  });
});
