interface Waiting<Item, Result> {
  item: Item;
  answer: PromiseWithResolvers<Result>;
}

export interface GroupCommitOptions {
  /** Groups that are committed at the same time: while one waits for the disk, another computes. */
  concurrency: number;
  maxItems: number;
  /** A group that takes longer than this no longer counts towards `concurrency`, so that it does not block the others. */
  slotTimeoutMs: number;
}

/**
 * Batches items into shared commits. An item that arrives while no group is being committed is sent at once, alone; items
 * that arrive while all slots are busy share the next round trip and its commit. No item waits for others to arrive.
 */
export class GroupCommit<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  private running = 0;

  constructor(
    /** Returns one result per item, in their order; an error rejects all items of the group. */
    private readonly commit: (items: Item[]) => Promise<Result[]>,
    private readonly options: GroupCommitOptions,
  ) {}

  add(item: Item): Promise<Result> {
    const answer = Promise.withResolvers<Result>();
    this.waiting.push({ item, answer });
    this.sendGroups();
    return answer.promise;
  }

  private sendGroups(): void {
    while (this.waiting.length > 0 && this.running < this.options.concurrency)
      void this.send(this.waiting.splice(0, this.options.maxItems));
  }

  private async send(group: Waiting<Item, Result>[]): Promise<void> {
    const freeSlot = this.takeSlot();
    try {
      const results = await this.commit(group.map(({ item }) => item));
      for (const [n, { answer }] of group.entries()) answer.resolve(results[n]!);
    } catch (error) {
      for (const { answer } of group) answer.reject(error as Error);
    } finally {
      freeSlot();
    }
  }

  /** Returns a function that frees the slot once: when the group has ended, or after `slotTimeoutMs`. */
  private takeSlot(): () => void {
    this.running++;
    let isTaken = true;
    const free = () => {
      if (!isTaken) return;
      isTaken = false;
      clearTimeout(timeout);
      this.running--;
      this.sendGroups();
    };
    const timeout = setTimeout(free, this.options.slotTimeoutMs).unref();
    return free;
  }
}
