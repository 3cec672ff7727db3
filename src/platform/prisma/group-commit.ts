interface Waiting<Item, Result> {
  item: Item;
  answer: PromiseWithResolvers<Result>;
}

export interface GroupCommitOptions {
  /** Groups under way at once: while one waits for the disk, another computes. */
  lanes: number;
  /** The most items of one group. */
  most: number;
  /** A group that takes longer than this no longer holds up who waits behind it. */
  patienceMs: number;
}

/**
 * What arrives while the database is busy shares the next round trip and its commit; what arrives at an idle moment goes
 * at once, alone. Gathered by what is under way, not by the tick, so that nobody ever waits for company.
 */
export class GroupCommit<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  private underWay = 0;

  constructor(
    /** One result for each item, in their order; what it throws is every item's error. */
    private readonly commit: (items: Item[]) => Promise<Result[]>,
    private readonly options: GroupCommitOptions,
  ) {}

  add(item: Item): Promise<Result> {
    const answer = Promise.withResolvers<Result>();
    this.waiting.push({ item, answer });
    this.depart();
    return answer.promise;
  }

  private depart(): void {
    while (this.waiting.length > 0 && this.underWay < this.options.lanes)
      void this.send(this.waiting.splice(0, this.options.most));
  }

  private async send(group: Waiting<Item, Result>[]): Promise<void> {
    const leave = this.takeLane();
    try {
      const results = await this.commit(group.map(({ item }) => item));
      for (const [n, { answer }] of group.entries()) answer.resolve(results[n]!);
    } catch (error) {
      for (const { answer } of group) answer.reject(error as Error);
    } finally {
      leave();
    }
  }

  /** The lane is given back once: when the group has ended, or when patience has. */
  private takeLane(): () => void {
    this.underWay++;
    let isTaken = true;
    const leave = () => {
      if (!isTaken) return;
      isTaken = false;
      clearTimeout(impatience);
      this.underWay--;
      this.depart();
    };
    const impatience = setTimeout(leave, this.options.patienceMs).unref();
    return leave;
  }
}
