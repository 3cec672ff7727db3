/** Collects items for a moment: all that came within `ms` of the first go on together, or before that `most` of them. */
export class Collected<Item> {
  private items: Item[] = [];
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly goOn: (items: Item[]) => void,
    private readonly limits: { ms: number; most: number },
  ) {}

  add(item: Item): void {
    this.items.push(item);
    if (this.items.length >= this.limits.most) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), this.limits.ms);
  }

  /** What was collected is dropped. */
  stop(): void {
    clearTimeout(this.timer);
    this.items = [];
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.goOn(this.items.splice(0));
  }
}
