import { bytesText, secondsText } from './quantities.js';
import type { Output } from './output.js';
import { styled, type Piece } from './styles.js';
import { padded, shortened } from './width.js';
import { escaped } from './escape.js';

const EVERY_MS = 100;
/** More are not shown: they would push the lines above out of the screen. */
const MOST_BARS = 8;
const BAR_COLUMNS = 20;
/** Rates are those of the last seconds. */
const WINDOW_MS = 3_000;

export interface Bar {
  /** Bytes so far. */
  set(bytes: number): void;
  /** What is done now, in place of the rate: `being checked`. */
  say(text: string): void;
  remove(): void;
}

/** A progress bar for each transfer under way, drawn below the lines. Nothing is drawn unless it is to a terminal. */
export class Bars {
  private readonly shown = new Set<ShownBar>();
  private readonly timer?: NodeJS.Timeout;
  private lines = 0;

  constructor(
    private readonly output: Output,
    /** A line below the bars, such as how many files are left. */
    private readonly footer?: () => string,
  ) {
    if (!output.isLive) return;
    output.attach(this);
    this.timer = setInterval(() => this.draw(), EVERY_MS).unref();
  }

  add(name: string, total: number | undefined, start = 0): Bar {
    const bar = new ShownBar(name, total, start, () => this.shown.delete(bar));
    this.shown.add(bar);
    return bar;
  }

  clear(): void {
    if (this.lines) this.output.stderr.write(`\r${'\x1b[2K\x1b[1A'.repeat(this.lines - 1)}\x1b[2K`);
    this.lines = 0;
  }

  draw(): void {
    if (!this.timer) return;
    const columns = Math.max(40, (this.output.stderr.columns || 80) - 1);
    const bars = [...this.shown].slice(0, MOST_BARS).map((bar) => this.output.forTerminal(...bar.pieces(columns)));
    const more = this.shown.size - bars.length;
    const below = [...(more > 0 ? [`… and ${more} more`] : []), ...(this.footer ? [this.footer()] : [])];
    const lines = [...bars, ...below.map((line) => this.output.forTerminal(styled('dim', shortened(line, columns))))];
    this.clear();
    this.output.stderr.write(lines.join('\n'));
    this.lines = lines.length;
  }

  end(): void {
    if (!this.timer) return;
    clearInterval(this.timer);
    this.clear();
    this.output.attach(undefined);
  }
}

class ShownBar implements Bar {
  private readonly name: string;
  private bytes: number;
  private text?: string;
  private readonly samples: { at: number; bytes: number }[] = [];

  constructor(
    name: string,
    private readonly total: number | undefined,
    start: number,
    readonly remove: () => void,
  ) {
    this.name = escaped(name);
    this.bytes = start;
    this.set(start);
  }

  set(bytes: number): void {
    this.bytes = bytes;
    const at = performance.now();
    this.samples.push({ at, bytes });
    while (this.samples.length > 2 && this.samples[0]!.at < at - WINDOW_MS) this.samples.shift();
  }

  say(text: string): void {
    this.text = text;
  }

  pieces(columns: number): Piece[] {
    const state = this.text ?? this.rateText();
    const share = this.total ? Math.min(1, this.bytes / this.total) : undefined;
    const percent = share === undefined ? '    ' : `${Math.floor(100 * share)}%`.padStart(4);
    const width = Math.max(10, Math.min(40, columns - BAR_COLUMNS - 6 - 34));
    const filled = Math.round((share ?? 0) * BAR_COLUMNS);
    return [
      `${padded(shortened(this.name, width), width)} `,
      styled('cyan', '█'.repeat(filled)),
      styled('dim', '░'.repeat(BAR_COLUMNS - filled)),
      ` ${percent}  ${state}`,
    ];
  }

  private rateText(): string {
    const [first] = this.samples;
    const last = this.samples.at(-1)!;
    const rate = first && last.at > first.at ? ((last.bytes - first.bytes) / (last.at - first.at)) * 1000 : 0;
    const left = this.total && rate > 0 ? `  ${secondsText((this.total - this.bytes) / rate)}` : '';
    return `${bytesText(this.bytes)}  ${bytesText(rate)}/s${left}`;
  }
}
