/** Words by Zipf's law, as texts of people have them: few are everywhere, most are rare. The same in each run. */
const WORDS = 200_000;
const STARTS = [
  'b',
  'c',
  'd',
  'f',
  'g',
  'h',
  'k',
  'l',
  'm',
  'n',
  'p',
  'r',
  's',
  't',
  'v',
  'st',
  'tr',
  'pr',
  'br',
  'sch',
];
const VOWELS = ['a', 'e', 'i', 'o', 'u', 'ei', 'au', 'ie', 'ä', 'ö', 'é'];
const ENDS = ['', '', 'n', 'r', 's', 't', 'l', 'ng', 'ck'];
const EXPONENT = 1.05;

let state = 1;

/** Mulberry32: 0 to 1. */
function random(): number {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

const oneOf = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
const syllable = () => oneOf(STARTS) + oneOf(VOWELS) + oneOf(ENDS);

export class Corpus {
  /** Most frequent first. */
  readonly words: string[];
  private readonly sums: number[] = [];

  constructor() {
    const words = new Set<string>();
    while (words.size < WORDS)
      words.add(Array.from({ length: words.size < 200 ? 2 : 2 + Math.floor(random() * 3) }, syllable).join(''));
    this.words = [...words];
    let sum = 0;
    for (let rank = 0; rank < WORDS; rank++) this.sums.push((sum += (rank + 2.7) ** -EXPONENT));
  }

  text(words: number): string {
    return Array.from({ length: words }, () => this.word()).join(' ');
  }

  private word(): string {
    const at = random() * this.sums.at(-1)!;
    let [low, high] = [0, WORDS - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.sums[middle]! < at) low = middle + 1;
      else high = middle;
    }
    return this.words[low]!;
  }
}
