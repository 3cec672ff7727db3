import type { Target } from './send-part.js';

/** Signs the URLs of these parts, by their numbers. */
export type SignParts = (numbers: number[]) => Promise<Map<number, Target>>;

/** How many parts are signed by one request. URLs are used soon after, so few of them expire unused. */
const AT_ONCE = 16;

/** URLs of parts, signed some at a time and shortly before they are used. */
export class PartUrls {
  private readonly known = new Map<number, Promise<Target>>();

  constructor(private readonly sign: SignParts) {}

  /** `next` are the parts that will be sent after this one. With `anew` the URL that is known is not used. */
  get(number: number, next: number[], anew: boolean): Promise<Target> {
    const known = this.known.get(number);
    if (known && !anew) return known;
    const numbers = [number, ...next.filter((one) => one > number).slice(0, AT_ONCE - 1)];
    const signed = this.sign(numbers);
    for (const one of numbers) {
      const target = signed.then((targets) => targets.get(one)!);
      // A failure is thrown where the URL is used, and not kept.
      target.catch(() => this.known.get(one) === target && this.known.delete(one));
      this.known.set(one, target);
    }
    return this.known.get(number)!;
  }
}
