/** Reads a stream of chunks by the byte: peek, take a few, pass the rest on. Keeps only the peeked bytes. */
export class ByteCursor {
  private readonly source: AsyncIterator<Buffer>;
  private held: Buffer[] = [];
  private heldBytes = 0;
  private ended = false;

  constructor(source: AsyncIterable<Buffer>) {
    this.source = source[Symbol.asyncIterator]();
  }

  /** The next bytes without consuming them; fewer only at the end. */
  async peek(length: number): Promise<Buffer> {
    while (this.heldBytes < length && (await this.pull()));
    const [first] = this.held;
    if (first && first.length >= length) return first.subarray(0, length);
    const joined = Buffer.concat(this.held, this.heldBytes);
    this.held = joined.length ? [joined] : [];
    return joined.subarray(0, length);
  }

  /** Consumes the next bytes; fewer only at the end. */
  async take(length: number): Promise<Buffer> {
    const bytes = await this.peek(length);
    this.drop(bytes.length);
    return bytes;
  }

  /** Passes on the next `length` bytes, or all there are, in whatever pieces they come. */
  async *next(length = Infinity): AsyncGenerator<Buffer> {
    for (let left = length; left > 0;) {
      if (this.heldBytes === 0 && !(await this.pull())) return;
      const piece = (this.held[0] as Buffer).subarray(0, left);
      this.drop(piece.length);
      left -= piece.length;
      yield piece;
    }
  }

  /** Closes the source. */
  async close(): Promise<void> {
    this.ended = true;
    await this.source.return?.();
  }

  private async pull(): Promise<boolean> {
    if (this.ended) return false;
    const { done, value } = await this.source.next();
    if (done) this.ended = true;
    else if (value.length) {
      this.held.push(value);
      this.heldBytes += value.length;
    }
    return !done;
  }

  private drop(length: number): void {
    const first = this.held[0];
    if (!first) return;
    if (first.length === length) this.held.shift();
    else this.held[0] = first.subarray(length);
    this.heldBytes -= length;
  }
}
