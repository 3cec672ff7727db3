import { Errors } from '../../../shared/errors/errors.js';

/** Lets a few pieces of costly work run at a time, some wait, and refuses the rest: a flood stays bounded. */
export class Turns {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly atOnce: number,
    private readonly mayWait: number,
  ) {}

  async take<T>(work: () => Promise<T>): Promise<T> {
    await this.turn();
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      // The turn is handed on as it is, so that nobody can slip in between.
      if (next) next();
      else this.running--;
    }
  }

  private turn(): Promise<void> {
    if (this.running < this.atOnce) {
      this.running++;
      return Promise.resolve();
    }
    if (this.waiting.length >= this.mayWait)
      return Promise.reject(Errors.unavailable('Too many logins at once. Try again in a few seconds.'));
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
