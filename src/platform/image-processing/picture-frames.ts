import { Readable } from 'node:stream';
import { CageError, type CageFrame } from '../cage/cage.js';
import type { MadeVariant, PictureFacts, VariantSize } from './image-processor.js';
import type { VariantFacts } from './process-picture.program.js';

const MOST = 2 ** 31;

/** Reads what the process of a picture writes. A picture may have taken it over, so everything is checked. */
export class PictureFrames {
  constructor(private readonly frames: AsyncGenerator<CageFrame>) {}

  async picture(): Promise<PictureFacts> {
    const { picture } = await this.message();
    const { width, height, frames } = (picture ?? {}) as PictureFacts;
    if (![width, height, frames].every(isCount)) throw broken();
    return { width, height, frames };
  }

  /** Exactly these, in their order. */
  async *variants(sizes: readonly VariantSize[]): AsyncGenerator<MadeVariant> {
    for (const { name, longestSide } of sizes) {
      const { variant } = await this.message();
      const { name: made, width, height, size } = (variant ?? {}) as VariantFacts;
      const isAsked = made === name && [width, height, size].every(isCount) && Math.max(width, height) <= longestSide;
      if (!isAsked) throw broken();
      yield { name, width, height, size, content: Readable.from(this.bytes(size), { objectMode: false }) };
    }
    if (!(await this.frames.next()).done) throw broken();
  }

  /** Ends the process if it has not ended. */
  async close(): Promise<void> {
    await this.frames.return(undefined);
  }

  private async *bytes(size: number): AsyncGenerator<Buffer> {
    for (let left = size; left > 0;) {
      const frame = await this.next();
      if (frame.kind !== 'bytes' || frame.bytes.length > left) throw broken();
      left -= frame.bytes.length;
      yield frame.bytes;
    }
  }

  private async message(): Promise<{ picture?: unknown; variant?: unknown }> {
    const frame = await this.next();
    if (frame.kind !== 'message' || typeof frame.value !== 'object' || frame.value === null) throw broken();
    return frame.value;
  }

  private async next(): Promise<CageFrame> {
    const { value, done } = await this.frames.next();
    if (done) throw broken();
    return value;
  }
}

const isCount = (value: unknown) => Number.isInteger(value) && (value as number) > 0 && (value as number) < MOST;

const broken = () => new CageError('crash', 'The process of a picture wrote something that is not in its protocol');
