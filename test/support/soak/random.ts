import { seeded } from '../seeded.js';

/** Choices that a seed repeats. */
export class SeededRandom {
  private readonly next: () => number;

  constructor(seed: number) {
    this.next = seeded(seed);
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }

  /** By weight: `[['often', 9], ['rarely', 1]]`. */
  weighted<T>(choices: readonly (readonly [T, number])[]): T {
    let at = this.next() * choices.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [choice, weight] of choices) if ((at -= weight) < 0) return choice;
    return choices[0]![0];
  }

  /** Numbers of its own, so that one client’s choices do not depend on another’s speed. */
  fork(): SeededRandom {
    return new SeededRandom(this.below(2 ** 31));
  }
}
