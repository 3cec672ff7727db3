import { AbstractTokenizer, EndOfStreamError, type IReadChunkOptions } from 'strtok3';
import type { RangedBytes } from './ranged-bytes.js';

export type BytesInRanges = Pick<RangedBytes, 'at' | 'size'>;

/** The largest piece that a detector may read at once. */
const MOST_BYTES_AT_ONCE = 1024 * 1024;

/** Random access to an object for `file-type`, by ranged reads. */
export class RangedTokenizer extends AbstractTokenizer {
  override readonly fileInfo: { size: number };

  constructor(private readonly bytes: BytesInRanges) {
    super({ maxBufferSize: MOST_BYTES_AT_ONCE });
    this.fileInfo = { size: bytes.size };
  }

  override supportsRandomAccess(): boolean {
    return true;
  }

  setPosition(position: number): void {
    this.position = position;
  }

  override async readBuffer(target: Uint8Array, options?: IReadChunkOptions): Promise<number> {
    const { position } = this.normalizeOptions(target, options);
    const read = await this.peekBuffer(target, options);
    this.position = position + read;
    return read;
  }

  override async peekBuffer(target: Uint8Array, options?: IReadChunkOptions): Promise<number> {
    const { length, position, mayBeLess } = this.normalizeOptions(target, options);
    this.validateBufferSize(length);
    const bytes = await this.bytes.at(position, length);
    target.set(bytes);
    if (bytes.length < length && !mayBeLess) throw new EndOfStreamError();
    return bytes.length;
  }
}
