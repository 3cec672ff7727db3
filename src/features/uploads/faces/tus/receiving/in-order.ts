/** Hands numbered things on in their order, one after the other, however they come. After a failure nothing more. */
export class InOrder<T> {
  private readonly early = new Map<number, T>();
  private working: Promise<void> = Promise.resolve();

  constructor(
    private next: number,
    private readonly take: (thing: T) => Promise<void>,
  ) {}

  /** Resolves when everything was handed on that could be, without waiting for what is missing before it. */
  add(number: number, thing: T): Promise<void> {
    this.early.set(number, thing);
    this.working = this.working.then(() => this.handOn());
    return this.working;
  }

  private async handOn(): Promise<void> {
    for (let thing = this.early.get(this.next); thing !== undefined; thing = this.early.get(this.next)) {
      await this.take(thing);
      this.early.delete(this.next++);
    }
  }
}
