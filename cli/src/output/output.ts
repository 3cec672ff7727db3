import { safeJson } from './escape.js';
import { hasColor, type Piece, rendered } from './styles.js';
import { type Column, tableLines } from './table.js';

/** A stream of the process, or one of a test. */
export interface OutputStream {
  isTTY?: boolean;
  columns?: number;
  write(chunk: string | Uint8Array): boolean;
  once(event: 'drain' | 'error' | 'close', listener: () => void): unknown;
}

export interface OutputOptions {
  stdout: OutputStream;
  stderr: OutputStream;
  environment: NodeJS.ProcessEnv;
  json: boolean;
  quiet: boolean;
}

/**
 * Results go to standard output, everything else to standard error. With `--json` standard output has JSON only. Text is
 * escaped here, so that nothing that a server or a file name says reaches the terminal as a command.
 */
export class Output {
  readonly json: boolean;
  readonly quiet: boolean;
  /** Shown below the lines, and drawn again after each: a progress bar. */
  private live?: { clear(): void; draw(): void };

  constructor(private readonly options: OutputOptions) {
    this.json = options.json;
    this.quiet = options.quiet;
  }

  get stdout(): OutputStream {
    return this.options.stdout;
  }

  get stderr(): OutputStream {
    return this.options.stderr;
  }

  /** Whether progress may be drawn and drawn over. */
  get isLive(): boolean {
    return Boolean(this.stderr.isTTY) && this.options.environment.TERM !== 'dumb' && !this.quiet && !this.json;
  }

  /** A result: one JSON document a line, or the given text. */
  result(value: unknown, ...lines: (Piece | Piece[])[]): void {
    if (this.json) return this.write(this.stdout, `${safeJson(value)}\n`);
    for (const line of lines) this.line(...(Array.isArray(line) ? line : [line]));
  }

  /** A line of a result, for people only. */
  line(...pieces: Piece[]): void {
    if (!this.json) this.write(this.stdout, `${this.rendered(this.stdout, pieces)}\n`);
  }

  table<T>(columns: readonly Column<T>[], rows: readonly T[], { titles = true } = {}): void {
    for (const line of tableLines(columns, rows).slice(titles ? 0 : 1)) this.line(...line);
  }

  /** What is going on, or what to do next. Not with `--quiet`, nor beside JSON. */
  note(...pieces: Piece[]): void {
    if (!this.quiet && !this.json) this.warn(...pieces);
  }

  /** What must be seen beside the result. */
  warn(...pieces: Piece[]): void {
    this.write(this.stderr, `${this.rendered(this.stderr, pieces)}\n`);
  }

  /** JSON to standard error. */
  failure(value: unknown): void {
    this.write(this.stderr, `${safeJson(value)}\n`);
  }

  /** Text of this program alone, such as a help page: not escaped. */
  page(text: string): void {
    this.write(this.stdout, text.endsWith('\n') ? text : `${text}\n`);
  }

  /** The pieces as text for standard error, for what draws itself there. */
  forTerminal(...pieces: Piece[]): string {
    return this.rendered(this.stderr, pieces);
  }

  attach(live: { clear(): void; draw(): void } | undefined): void {
    this.live = live;
  }

  private write(stream: OutputStream, text: string): void {
    this.live?.clear();
    stream.write(text);
    this.live?.draw();
  }

  private rendered(stream: OutputStream, pieces: readonly Piece[]): string {
    return rendered(pieces, hasColor(Boolean(stream.isTTY), this.options.environment));
  }
}
