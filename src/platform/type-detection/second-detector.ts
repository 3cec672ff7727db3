import { fileTypeFromTokenizer } from 'file-type';
import { DetectionLimitError } from './bounded-access.js';
import { type BytesInRanges, RangedTokenizer } from './ranged-tokenizer.js';

/**
 * The type by `file-type`. It seeks where libmagic reads only the head, so that long tags and boxes do not hide a format.
 * A file that it cannot parse has no type; only a failing read is an error.
 */
export async function fileTypeOf(bytes: BytesInRanges): Promise<string | undefined> {
  const guarded = new FailingReads(bytes);
  try {
    return (await fileTypeFromTokenizer(new RangedTokenizer(guarded)))?.mime;
  } catch {
    if (guarded.failure !== undefined) throw guarded.failure;
    return undefined;
  }
}

/** Keeps the error of a failed read: the library may wrap or swallow it. */
class FailingReads implements BytesInRanges {
  failure: unknown;

  constructor(private readonly bytes: BytesInRanges) {}

  get size(): number {
    return this.bytes.size;
  }

  async at(start: number, length: number): Promise<Buffer> {
    try {
      return await this.bytes.at(start, length);
    } catch (error) {
      if (!(error instanceof DetectionLimitError)) this.failure = error;
      throw error;
    }
  }
}
