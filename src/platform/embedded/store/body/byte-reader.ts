import { s3Errors } from '../s3-error.js';

const LINE_END = Buffer.from('\r\n');

/** Reads lines and byte counts from a stream of chunks; buffers at most one chunk and one line. */
export class ByteReader {
  private rest: Buffer = Buffer.alloc(0);
  private readonly pieces: AsyncIterator<Buffer>;

  constructor(source: AsyncIterable<Buffer>) {
    this.pieces = source[Symbol.asyncIterator]();
  }

  /** The next line without its CRLF; `null` at the end of the stream. Throws when it is longer than `limit`. */
  async line(limit: number): Promise<string | null> {
    for (;;) {
      const end = this.rest.indexOf(LINE_END);
      if (end > limit || (end < 0 && this.rest.length > limit)) {
        throw s3Errors.invalidArgument('A line of the chunked body is too long.');
      }
      if (end >= 0) {
        const line = this.rest.subarray(0, end).toString('latin1');
        this.rest = this.rest.subarray(end + LINE_END.length);
        return line;
      }
      const piece = await this.next();
      if (piece === null) {
        if (this.rest.length > 0) throw s3Errors.incompleteBody();
        return null;
      }
      this.rest = this.rest.length > 0 ? Buffer.concat([this.rest, piece]) : piece;
    }
  }

  /** Exactly `count` bytes, in the chunks of the stream. */
  async *take(count: number): AsyncGenerator<Buffer> {
    let missing = count;
    while (missing > 0) {
      const piece = this.rest.length > 0 ? this.rest : await this.next();
      if (piece === null) throw s3Errors.incompleteBody();
      this.rest = piece.subarray(missing);
      const taken = piece.subarray(0, missing);
      missing -= taken.length;
      if (taken.length > 0) yield taken;
    }
  }

  private async next(): Promise<Buffer | null> {
    const { done, value } = await this.pieces.next();
    return done ? null : value;
  }
}
