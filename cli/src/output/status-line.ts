import type { Output } from './output.js';
import type { Piece } from './styles.js';

const EVERY_MS = 200;

/** One line below everything else that is drawn again and again; only on a terminal. */
export class StatusLine {
  private readonly timer?: NodeJS.Timeout;
  private isDrawn = false;

  constructor(
    private readonly output: Output,
    private readonly content: () => Piece[],
  ) {
    if (!output.isLive) return;
    output.attach(this);
    this.timer = setInterval(() => this.draw(), EVERY_MS).unref();
  }

  clear(): void {
    if (this.isDrawn) this.output.stderr.write('\r\x1b[2K');
    this.isDrawn = false;
  }

  draw(): void {
    this.output.stderr.write(`\r\x1b[2K${this.output.forTerminal(...this.content())}`);
    this.isDrawn = true;
  }

  end(): void {
    if (!this.timer) return;
    clearInterval(this.timer);
    this.clear();
    this.output.attach(undefined);
  }
}
