import type { ChunkLimits } from './chunk.js';
import type { Word } from './words.js';

/** A word at its place in the whole text. */
export interface MeasuredWord extends Word {
  /** With the white space before it. */
  tokens: number;
}

/** The words of the chunk that is being filled: first those that it repeats from the chunk before, then new ones. */
export class FillingChunk {
  private tokens: number;

  constructor(
    private readonly limits: ChunkLimits,
    private words: MeasuredWord[] = [],
    /** How many of them the chunk before has too. */
    private repeated = 0,
  ) {
    this.tokens = tokensOf(words);
  }

  get hasNew(): boolean {
    return this.words.length > this.repeated;
  }

  /** Where it begins; `undefined` while it has no word. */
  get start(): number | undefined {
    return this.words[0]?.start;
  }

  fits({ end, tokens }: MeasuredWord): boolean {
    const { start } = this;
    if (start === undefined) return true;
    return this.tokens + tokens <= this.limits.tokens && end - start <= this.limits.characters;
  }

  add(word: MeasuredWord): void {
    this.words.push(word);
    this.tokens += word.tokens;
  }

  /** Repeats one word less. Only while it has no new word. */
  repeatLess(): void {
    this.tokens -= this.words.shift()!.tokens;
    this.repeated -= 1;
  }

  all(): MeasuredWord[] {
    return this.words;
  }

  /** The words up to the best end: in the second half, at the strongest boundary, of equals at the last. One is new. */
  bestCut(): MeasuredWord[] {
    let [best, tokens] = [-1, 0];
    for (const [n, word] of this.words.entries()) {
      tokens += word.tokens;
      if (n < this.repeated || tokens < this.tokens / 2) continue;
      if (best < 0 || word.boundary >= this.words[best]!.boundary) best = n;
    }
    return this.words.slice(0, best + 1);
  }

  /** A cut without the word that can be spared: its last one, or its first if no other is new. */
  shortened(cut: MeasuredWord[]): MeasuredWord[] {
    return cut.length - 1 > this.repeated ? cut.slice(0, -1) : cut.slice(1);
  }

  /** Goes on behind these words, and repeats the last of them as far as the overlap goes. */
  goOnBehind(cut: MeasuredWord[]): void {
    const rest = this.words.slice(this.words.indexOf(cut.at(-1)!) + 1);
    const overlap = this.overlapOf(cut);
    this.words = [...overlap, ...rest];
    this.repeated = overlap.length;
    this.tokens = tokensOf(this.words);
  }

  state() {
    return { words: this.words, repeated: this.repeated };
  }

  private overlapOf(cut: MeasuredWord[]): MeasuredWord[] {
    let [from, tokens] = [cut.length, 0];
    while (from > 1 && tokens + cut[from - 1]!.tokens <= this.limits.overlap) tokens += cut[--from]!.tokens;
    return cut.slice(from);
  }
}

const tokensOf = (words: MeasuredWord[]) => words.reduce((sum, { tokens }) => sum + tokens, 0);
