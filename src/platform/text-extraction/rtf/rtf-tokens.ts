import type { DocumentBytes } from '../format-extractor.js';

export type RtfToken =
  | { kind: 'open' }
  | { kind: 'close' }
  /** A control word such as `\par` or `\u-3913`, or a sign such as `\*` or `\~`. */
  | { kind: 'word'; name: string; parameter: number | undefined }
  /** Bytes of text in the encoding of the font. */
  | { kind: 'bytes'; bytes: Buffer };

const BLOCK_BYTES = 64 * 1024;
const [OPEN, CLOSE, BACKSLASH, CR, LF, QUOTE, MINUS, SPACE] = [0x7b, 0x7d, 0x5c, 0x0d, 0x0a, 0x27, 0x2d, 0x20];
/** Longer names and numbers are no RTF. */
const MOST_NAME = 64;
const MOST_DIGITS = 10;

/** What an RTF file consists of. Tolerant: what is no token is passed over. */
export class RtfTokens {
  private block: Buffer = Buffer.alloc(0);
  private start = 0;
  private at = 0;

  constructor(private readonly bytes: DocumentBytes) {}

  /** How much was read, 0 to 1. */
  get share(): number {
    return this.at / this.bytes.size;
  }

  *[Symbol.iterator](): Generator<RtfToken> {
    for (let byte = this.peek(); byte >= 0; byte = this.peek()) {
      if (byte === OPEN || byte === CLOSE) {
        this.at++;
        yield byte === OPEN ? { kind: 'open' } : { kind: 'close' };
      } else if (byte === BACKSLASH) {
        this.at++;
        yield* this.control();
      } else yield* this.plain();
    }
  }

  /** The next byte, or -1 at the end. */
  private peek(): number {
    if (this.at >= this.bytes.size) return -1;
    const offset = this.at - this.start;
    if (offset >= 0 && offset < this.block.length) return this.block[offset]!;
    this.start = this.at;
    this.block = this.bytes.read(this.at, this.at + BLOCK_BYTES - 1);
    return this.block[0] ?? -1;
  }

  /** Line breaks between text are those of the file, not of the document. */
  private *plain(): Generator<RtfToken> {
    const first = this.at - this.start;
    let end = first;
    while (end < this.block.length && !isSpecial(this.block[end]!)) end++;
    this.at += Math.max(1, end - first);
    if (end > first) yield { kind: 'bytes', bytes: this.block.subarray(first, end) };
  }

  private *control(): Generator<RtfToken> {
    const first = this.peek();
    if (first < 0) return;
    if (!isLetter(first)) return yield* this.sign(first);
    const name = this.take(isLetter, MOST_NAME);
    const sign = this.peek() === MINUS ? -1 : 1;
    if (sign < 0) this.at++;
    const digits = this.take(isDigit, MOST_DIGITS);
    if (this.peek() === SPACE) this.at++;
    const parameter = digits ? sign * Number(digits) : undefined;
    // Bytes as they are, such as those of a picture.
    if (name === 'bin') this.at += Math.max(0, parameter ?? 0);
    else yield { kind: 'word', name, parameter };
  }

  private *sign(byte: number): Generator<RtfToken> {
    this.at++;
    if (byte === QUOTE) {
      const code = Number.parseInt(this.take(isHex, 2), 16);
      if (code >= 0) yield { kind: 'bytes', bytes: Buffer.from([code]) };
    } else if (byte === OPEN || byte === CLOSE || byte === BACKSLASH)
      yield { kind: 'bytes', bytes: Buffer.from([byte]) };
    else
      yield {
        kind: 'word',
        name: byte === CR || byte === LF ? 'par' : String.fromCharCode(byte),
        parameter: undefined,
      };
  }

  private take(accepts: (byte: number) => boolean, most: number): string {
    let taken = '';
    for (let byte = this.peek(); taken.length < most && accepts(byte); byte = this.peek()) {
      taken += String.fromCharCode(byte);
      this.at++;
    }
    return taken;
  }
}

const isSpecial = (byte: number) => byte === OPEN || byte === CLOSE || byte === BACKSLASH || byte === CR || byte === LF;
const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39;
const isLetter = (byte: number) => (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a);
const isHex = (byte: number) => isDigit(byte) || (byte >= 0x61 && byte <= 0x66) || (byte >= 0x41 && byte <= 0x46);
