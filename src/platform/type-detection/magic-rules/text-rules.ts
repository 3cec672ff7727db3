import { LiteralNeeds } from './literal-needs.js';
import type { Need } from './rule-needs.js';

/** Which rules may match a text, beside those that may match any: none, some that need certain bytes, or others too. */
export type Possible = 'none' | 'literals' | 'patterns';

/** What libmagic's rules need of a text, most of them: finds which of those may match. */
export class TextRules {
  /** By position and first byte. */
  private readonly fixed = new Map<number, Map<number, Need[]>>();
  private readonly exact: LiteralNeeds;
  private readonly folded: LiteralNeeds;
  private readonly patterns: RegExp[][] = [];
  /** Those that need something at the start of a line, and whether any of that is there. */
  private readonly linePatterns: RegExp[][] = [];
  private readonly lineStarts: RegExp;

  constructor(needs: readonly Need[]) {
    const searched: Need[] = [];
    for (const need of needs) {
      if (need.patterns) this.addPatterns(need.patterns);
      else if (need.first) this.addFixed(need, need.first);
      else searched.push(need);
    }
    this.exact = new LiteralNeeds(searched.filter(({ foldsCase }) => !foldsCase));
    this.folded = new LiteralNeeds(searched.filter(({ foldsCase }) => foldsCase));
    this.lineStarts = new RegExp(this.linePatterns.map(([first]) => first!.source).join('|'), 'm');
  }

  /** Of a text in UTF-8 without a mark of its encoding. */
  possible(bytes: Buffer): Possible {
    const text = bytes.toString('latin1').toLowerCase();
    if (this.hasPattern(text)) return 'patterns';
    const lower = Buffer.from(text, 'latin1');
    return this.hasFixed(bytes, lower) || this.exact.isIn(bytes) || this.folded.isIn(lower) ? 'literals' : 'none';
  }

  private addFixed(need: Need, first: readonly number[]): void {
    const places = this.fixed.get(need.from) ?? new Map<number, Need[]>();
    this.fixed.set(need.from, places);
    for (const byte of first) places.set(byte, [...(places.get(byte) ?? []), need]);
  }

  /** The longest one first: it is the rarest. */
  private addPatterns(sources: readonly string[]): void {
    const needs = sources.toSorted((a, b) => b.length - a.length).map((source) => new RegExp(source, 'm'));
    const start = needs.find(({ source }) => source.startsWith('^'));
    if (start) this.linePatterns.push([start, ...needs]);
    else this.patterns.push(needs);
  }

  private hasFixed(bytes: Buffer, lower: Buffer): boolean {
    for (const [offset, places] of this.fixed) {
      if (offset >= bytes.length) continue;
      for (const byte of new Set([bytes[offset]!, lower[offset]!]))
        if (places.get(byte)?.some((need) => isAt(need, need.foldsCase ? lower : bytes))) return true;
    }
    return false;
  }

  private hasPattern(text: string): boolean {
    const isThere = (needs: RegExp[]) => needs.every((need) => need.test(text));
    return this.patterns.some(isThere) || (this.lineStarts.test(text) && this.linePatterns.some(isThere));
  }
}

/** At a fixed place. At the end of a text, as far as it goes. */
function isAt({ from, literal, number }: Need, bytes: Buffer): boolean {
  if (literal !== undefined) return literal.startsWith(bytes.toString('latin1', from, from + literal.length));
  return number!.every(({ mask, value }, n) => from + n >= bytes.length || (bytes[from + n]! & mask) === value);
}
