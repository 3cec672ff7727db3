/** Collects items by key for a moment: all that came within `ms` of the first go on together, or before that `most` of them. */
export class Collected<Item> {
  private readonly items = new Map<string, Item>();
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly goOn: (items: Item[]) => void,
    private readonly limits: { ms: number; most: number },
  ) {}

  /** Of two items with one key the first is kept. */
  add(key: string, item: Item): void {
    if (!this.items.has(key)) this.items.set(key, item);
    if (this.items.size >= this.limits.most) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), this.limits.ms);
  }

  /** It does not go on with the others. */
  remove(key: string): void {
    this.items.delete(key);
  }

  /** What was collected is dropped. */
  stop(): void {
    clearTimeout(this.timer);
    this.items.clear();
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const items = [...this.items.values()];
    this.items.clear();
    if (items.length > 0) this.goOn(items);
  }
}
