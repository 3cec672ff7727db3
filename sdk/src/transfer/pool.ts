/** Runs tasks side by side, at most `size`. Adding waits for a place, so that what is read ahead stays bounded. */
export class Pool {
  private readonly running = new Set<Promise<void>>();
  private failure?: { error: unknown };
  private readonly stopping = new AbortController();
  /** Aborts with the first failure, for the tasks beside it. */
  readonly signal: AbortSignal;

  constructor(
    private readonly size: number,
    signal: AbortSignal,
  ) {
    this.signal = AbortSignal.any([signal, this.stopping.signal]);
  }

  async add(task: () => Promise<void>): Promise<void> {
    while (this.running.size >= this.size) await Promise.race(this.running);
    this.throwFailure();
    const run = task()
      .catch((error: unknown) => {
        this.failure ??= { error };
        this.stopping.abort(error);
      })
      .finally(() => this.running.delete(run));
    this.running.add(run);
  }

  /** Waits for all. Throws the first failure. */
  async end(): Promise<void> {
    await Promise.all(this.running);
    this.throwFailure();
  }

  /** Stops what runs, and waits until nothing does. */
  async stop(reason: unknown): Promise<void> {
    this.stopping.abort(reason);
    await Promise.all(this.running);
  }

  private throwFailure(): void {
    if (this.failure) throw this.failure.error;
  }
}
