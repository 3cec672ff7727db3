import { LiteralSet } from '../../malware-scanner/literal-set.js';
import type { Need } from './rule-needs.js';

/** Shorter literals are searched one by one. */
const LONG_BYTES = 4;

/** Finds whether a text has any of many literals, each between two positions. */
export class LiteralNeeds {
  private readonly short: readonly Need[];
  private readonly long: readonly Need[];
  private readonly set: LiteralSet;

  constructor(needs: readonly Need[]) {
    this.short = needs.filter(({ literal }) => literal!.length < LONG_BYTES);
    this.long = needs.filter(({ literal }) => literal!.length >= LONG_BYTES);
    this.set = new LiteralSet(this.long.map(({ literal }) => Buffer.from(literal!, 'latin1')));
  }

  isIn(bytes: Buffer): boolean {
    const isThere = ({ literal, from, to }: Need) => {
      const at = bytes.indexOf(literal!, from, 'latin1');
      return at >= 0 && at <= to;
    };
    if (this.short.some(isThere)) return true;
    let isFound = false;
    this.set.search(bytes, 0, bytes.length, (index, at) => {
      const { from, to } = this.long[index]!;
      isFound ||= at >= from && at <= to;
    });
    return isFound;
  }
}
