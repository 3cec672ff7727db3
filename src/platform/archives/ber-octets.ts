import { ArchiveError } from './archive-error.js';
import type { ByteCursor } from './byte-cursor.js';
import type { Extent } from './extent.js';

const OCTET_STRING = 0x04;
const CONSTRUCTED = 0x20;
const INDEFINITE = 0x80;

interface Element {
  tag: number;
  /** Undefined: up to the element that marks its end. */
  length: number | undefined;
}

/**
 * The octet strings of a BER or DER structure, whatever they are nested in: what PKCS #7 and time stamps carry is one of
 * them. One that was written in pieces is joined. Each must be read to its end before the next one.
 */
export class BerOctets {
  /** Where the octet strings' own bytes are. */
  readonly extents: Extent[] = [];
  private at = 0;

  constructor(private readonly cursor: ByteCursor) {}

  async *strings(): AsyncGenerator<AsyncIterable<Buffer>> {
    for (let element = await this.next(); element; element = await this.next()) {
      const { tag, length } = element;
      if (tag === OCTET_STRING) yield this.bytes(length);
      else if (tag === (OCTET_STRING | CONSTRUCTED)) yield this.pieces(length);
      else if (!(tag & CONSTRUCTED)) for await (const _ of this.take(length));
    }
  }

  /** The octet strings within a string that was written in pieces, up to where it ends. */
  private async *pieces(length: number | undefined): AsyncGenerator<Buffer> {
    const start = this.at;
    const end = length === undefined ? Infinity : start + length;
    for (let open = 1; this.at < end && open > 0;) {
      const element = await this.next();
      if (!element) throw damaged();
      if (element.tag === OCTET_STRING) yield* this.take(element.length);
      else if (element.tag === 0 && element.length === 0) open -= 1;
      else if (element.tag !== (OCTET_STRING | CONSTRUCTED)) throw damaged();
      else if (element.length === undefined) open += 1;
    }
    this.extents.push({ start, end: this.at });
  }

  private async *bytes(length: number | undefined): AsyncGenerator<Buffer> {
    const start = this.at;
    yield* this.take(length);
    this.extents.push({ start, end: this.at });
  }

  private async *take(length: number | undefined): AsyncGenerator<Buffer> {
    if (length === undefined) throw damaged();
    const end = this.at + length;
    for await (const piece of this.cursor.next(length)) {
      this.at += piece.length;
      yield piece;
    }
    if (this.at !== end) throw damaged();
  }

  private async next(): Promise<Element | undefined> {
    const tag = await this.byte();
    if (tag === undefined) return undefined;
    // Tags above 30 take more bytes; nothing that carries files uses them.
    const first = (tag & 0x1f) === 0x1f ? undefined : await this.byte();
    if (first === undefined) throw damaged();
    if (first < INDEFINITE) return { tag, length: first };
    if (first === INDEFINITE) return { tag, length: undefined };
    const bytes = await this.cursor.take(first & 0x7f);
    this.at += bytes.length;
    if (bytes.length === 0 || bytes.length !== (first & 0x7f) || bytes.length > 6) throw damaged();
    return { tag, length: bytes.readUIntBE(0, bytes.length) };
  }

  private async byte(): Promise<number | undefined> {
    const bytes = await this.cursor.take(1);
    this.at += bytes.length;
    return bytes[0];
  }
}

function damaged(): ArchiveError {
  return new ArchiveError('corrupt', 'The structure of the container is damaged.');
}
