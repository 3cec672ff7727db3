/** Does the work of one key in order, and of different keys at the same time, up to a limit. */
export class InOrder<T> {
  private readonly last = new Map<string, Promise<void>>();
  private free: number;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly keyOf: (item: T) => string,
    private readonly work: (item: T) => Promise<void>,
    most = 4,
  ) {
    this.free = most;
  }

  add(item: T): void {
    const key = this.keyOf(item);
    const before = this.last.get(key) ?? Promise.resolve();
    const done = before.then(() => this.inTurn(item)).catch(() => undefined);
    this.last.set(key, done);
    void done.then(() => {
      if (this.last.get(key) === done) this.last.delete(key);
    });
  }

  private async inTurn(item: T): Promise<void> {
    if (this.free === 0) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.free -= 1;
    try {
      await this.work(item);
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.free += 1;
    }
  }
}
