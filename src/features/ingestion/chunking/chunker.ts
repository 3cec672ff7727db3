import { type Chunk, type ChunkLimits, type CountTokens, type Segment, TooMuchTextError } from './chunk.js';
import { FillingChunk, type MeasuredWord } from './filling-chunk.js';
import { TextWindow } from './text-window.js';
import { wordsOf } from './words.js';

/** The white space before a word that is given to the tokenizer; more of it is estimated. */
const MOST_GAP = 16;

/** What lies between two calls for one document: a few kilobytes, whatever its size. Can be sent to another thread. */
export type ChunkerState = ReturnType<Chunker['state']>;

/**
 * Cuts text into chunks as it comes. A chunk begins and ends with a word, never crosses a page, slide or sheet, ends
 * where a paragraph, a sentence or a line does if that leaves it at least half full, and repeats the last words of the one
 * before it on the same page. The same text gives the same chunks, in however many parts it comes.
 */
export class Chunker {
  private readonly window: TextWindow;
  private filling: FillingChunk;
  private made: number;
  private page: Pick<Segment, 'page' | 'sheet'> | undefined;
  private finished: Chunk[] = [];

  constructor(
    private readonly count: CountTokens,
    private readonly countWord: CountTokens,
    private readonly limits: ChunkLimits,
    state?: ChunkerState,
  ) {
    this.window = new TextWindow(state?.window.parts, state?.window.length);
    this.filling = new FillingChunk(limits, state?.filling.words, state?.filling.repeated);
    this.made = state?.made ?? 0;
    this.page = state?.page;
  }

  /** Throws `TooMuchTextError`. */
  add(segment: Segment): void {
    const { page, sheet, text } = segment;
    if (this.page && (this.page.page !== page || this.page.sheet !== sheet)) this.endPage();
    this.page = { page, sheet };
    const offset = this.window.add(segment);
    if (this.window.end > this.limits.textCharacters) throw new TooMuchTextError();
    let gapStart = 0;
    for (const { start, end, boundary } of wordsOf(text)) {
      const tokens = this.measure(text, gapStart, start, end);
      this.take({ start: offset + start, end: offset + end, boundary, tokens });
      gapStart = end;
    }
  }

  /** No more text will come. */
  end(): void {
    this.endPage();
  }

  /** The chunks that were finished since the last call. */
  takeFinished(): Chunk[] {
    return this.finished.splice(0);
  }

  state() {
    return { window: this.window.state(), filling: this.filling.state(), made: this.made, page: this.page };
  }

  private measure(text: string, gapStart: number, start: number, end: number): number {
    const from = Math.max(gapStart, start - MOST_GAP);
    return this.countWord(text.slice(from, end)) + Math.ceil((from - gapStart) / MOST_GAP);
  }

  private take(word: MeasuredWord): void {
    while (!this.filling.fits(word)) {
      if (this.filling.hasNew) this.finish(this.filling.bestCut());
      else this.filling.repeatLess();
    }
    this.filling.add(word);
  }

  /** Nothing of a page is repeated on the next one. */
  private endPage(): void {
    while (this.filling.hasNew) this.finish(this.filling.all());
    this.filling = new FillingChunk(this.limits);
    this.window.forgetBefore(this.window.end);
  }

  /** Makes a chunk of these words. They were counted one by one; together they may be a few tokens more. */
  private finish(words: MeasuredWord[]): void {
    let [cut, text] = [words, this.textOf(words)];
    let tokens = this.count(text);
    while (tokens > this.limits.tokens) {
      cut = this.filling.shortened(cut);
      text = this.textOf(cut);
      tokens = this.count(text);
    }
    if (this.made >= this.limits.chunks) throw new TooMuchTextError();
    const [start, end] = [cut[0]!.start, cut.at(-1)!.end];
    this.finished.push({ index: this.made++, text, start, end, tokens, ...this.window.placeOf(start) });
    this.filling.goOnBehind(cut);
    this.window.forgetBefore(this.filling.start ?? end);
  }

  private textOf(words: MeasuredWord[]): string {
    return this.window.slice(words[0]!.start, words.at(-1)!.end);
  }
}
