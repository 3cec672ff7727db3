import { writeSync } from 'node:fs';

/** What gathers is written when it is this long, or after this time. */
const PIECE_CHARS = 16 * 1024;
const FLUSH_MS = 100;
/** What a reader that does not read may hold back in this process; later lines are dropped and counted. */
const MOST_CHARS = 8 * 1024 * 1024;
/** How long the end of the process waits for such a reader. */
const PATIENCE_MS = 1_000;
const PAUSE_MS = 10;

/** A line, or what makes it when it is written: many lines that are made together cost much less than one by one. */
export type Line = string | (() => string);

/** What a line counts as that is not made yet. */
const USUAL_CHARS = 500;

type Write = (fd: number, bytes: Uint8Array) => number;

export interface LogOutputOptions {
  fd: number;
  /** Writes every line at once, for terminals. */
  immediate?: boolean;
  write?: Write;
}

/**
 * Lines for a file descriptor, written many at a time: until then a line costs its place in a list. A full pipe never blocks the process.
 * `finish` belongs to the exit of the process, so that a signal or a crash loses nothing.
 */
export class LogOutput {
  private readonly fd: number;
  private readonly immediate: boolean;
  private readonly writeBytes: Write;
  private gathered: Line[] = [];
  private gatheredChars = 0;
  private unwritten: Uint8Array = new Uint8Array();
  private timer?: NodeJS.Timeout;
  private dropped = 0;
  private isBroken = false;

  constructor({ fd, immediate = false, write = writeSync }: LogOutputOptions) {
    this.fd = fd;
    this.immediate = immediate;
    this.writeBytes = write;
  }

  /** Lines dropped since the last call. */
  takeDropped(): number {
    const { dropped } = this;
    this.dropped = 0;
    return dropped;
  }

  write(line: Line): void {
    if (this.isBroken) return;
    const chars = typeof line === 'string' ? line.length : USUAL_CHARS;
    if (this.gatheredChars + chars > MOST_CHARS) return void this.dropped++;
    this.gathered.push(line);
    this.gatheredChars += chars;
    if (this.immediate || this.gatheredChars >= PIECE_CHARS) this.flush();
    else this.flushLater();
  }

  /** Writes what the descriptor takes now; the rest follows. Returns whether anything is left. */
  flush(): boolean {
    clearTimeout(this.timer);
    this.timer = undefined;
    try {
      while (this.hasMore()) this.unwritten = this.unwritten.subarray(this.writeBytes(this.fd, this.unwritten));
      return false;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return this.break();
      this.flushLater();
      return true;
    }
  }

  /** Writes everything before the process ends. Waits a second for a reader that is slow, not longer. */
  finish(): void {
    const until = Date.now() + PATIENCE_MS;
    while (this.flush() && Date.now() < until) sleep(PAUSE_MS);
    clearTimeout(this.timer);
  }

  private hasMore(): boolean {
    if (this.unwritten.length === 0 && this.gathered.length > 0) this.unwritten = Buffer.from(this.takeText());
    return this.unwritten.length > 0;
  }

  private takeText(): string {
    const lines = this.gathered;
    this.forget();
    return lines.map((line) => (typeof line === 'string' ? line : this.made(line))).join('');
  }

  /** A line that cannot be made is lost; the others are not. */
  private made(line: () => string): string {
    try {
      return line();
    } catch {
      this.dropped++;
      return '';
    }
  }

  private forget(): void {
    this.gathered = [];
    this.gatheredChars = 0;
  }

  private flushLater(): void {
    this.timer ??= setTimeout(() => this.flush(), FLUSH_MS).unref();
  }

  /** The reader is gone: what follows is discarded. */
  private break(): false {
    this.isBroken = true;
    this.forget();
    this.unwritten = new Uint8Array();
    return false;
  }
}

function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
