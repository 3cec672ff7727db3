import { createHash } from 'node:crypto';
import { s3Errors } from '../s3-error.js';
import { ByteReader } from './byte-reader.js';
import { type ChunkSignatures } from './chunk-signatures.js';

const MAX_LINE_BYTES = 4096;
const MAX_TRAILERS = 16;
const TRAILER_SIGNATURE = 'x-amz-trailer-signature';
const CHUNK_HEADER = /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/;

interface ChunkedOptions {
  /** Set when the chunks are signed: then each is verified. */
  signatures?: ChunkSignatures;
  /** Whether the body announced trailers. */
  hasTrailers: boolean;
}

/** Decodes `Content-Encoding: aws-chunked`. `trailers` is complete once `bytes()` has been read to its end. */
export class AwsChunkedBody {
  readonly trailers = new Map<string, string>();
  private readonly reader: ByteReader;

  constructor(
    source: AsyncIterable<Buffer>,
    private readonly options: ChunkedOptions,
  ) {
    this.reader = new ByteReader(source);
  }

  async *bytes(): AsyncGenerator<Buffer> {
    for (;;) {
      const { size, signature } = await this.chunkHeader();
      const hash = createHash('sha256');
      for await (const piece of this.reader.take(size)) {
        if (this.options.signatures) hash.update(piece);
        yield piece;
      }
      this.options.signatures?.verifyChunk(signature, hash.digest('hex'));
      if (size === 0) break;
      if ((await this.reader.line(MAX_LINE_BYTES)) !== '')
        throw s3Errors.invalidArgument('A chunk has another length than announced.');
    }
    await this.readTrailers();
  }

  private async chunkHeader(): Promise<{ size: number; signature: string | undefined }> {
    const line = await this.reader.line(MAX_LINE_BYTES);
    if (line === null) throw s3Errors.incompleteBody();
    const match = CHUNK_HEADER.exec(line);
    if (!match) throw s3Errors.invalidArgument('A chunk header of the body is malformed.');
    return { size: parseInt(match[1]!, 16), signature: match[2] };
  }

  private async readTrailers(): Promise<void> {
    let signature: string | undefined;
    for (let lines = 0; ; lines++) {
      const line = await this.reader.line(MAX_LINE_BYTES);
      if (line === null) break;
      if (line === '') continue;
      const colon = line.indexOf(':');
      if (colon < 1 || lines > MAX_TRAILERS) throw s3Errors.invalidArgument('A trailer of the body is malformed.');
      const name = line.slice(0, colon).toLowerCase();
      const value = line.slice(colon + 1).trim();
      if (name === TRAILER_SIGNATURE) signature = value;
      else this.trailers.set(name, value);
    }
    if (this.options.signatures && this.options.hasTrailers) {
      this.options.signatures.verifyTrailer(signature, this.trailers);
    }
  }
}
