import { createHash, createHmac } from 'node:crypto';
import { s3Errors } from '../s3-error.js';
import { constantTimeEqual } from '../auth/constant-time-equal.js';

const EMPTY_HASH = createHash('sha256').digest('hex');

/** The start of the chain of chunk signatures: the signature of the request and its parameters. */
export interface SignatureSeed {
  signature: string;
  timestamp: string;
  scope: string;
  key: Buffer;
}

/** The chain of STREAMING-AWS4-HMAC-SHA256-PAYLOAD: the signature of each chunk covers the previous one. */
export class ChunkSignatures {
  private previous: string;

  constructor(private readonly seed: SignatureSeed) {
    this.previous = seed.signature;
  }

  verifyChunk(signature: string | undefined, contentHash: string): void {
    this.verify(signature, 'AWS4-HMAC-SHA256-PAYLOAD', [EMPTY_HASH, contentHash]);
  }

  verifyTrailer(signature: string | undefined, trailers: ReadonlyMap<string, string>): void {
    const text = [...trailers].map(([name, value]) => `${name}:${value}\n`).join('');
    this.verify(signature, 'AWS4-HMAC-SHA256-TRAILER', [createHash('sha256').update(text, 'latin1').digest('hex')]);
  }

  private verify(signature: string | undefined, algorithm: string, hashes: string[]): void {
    const { timestamp, scope, key } = this.seed;
    const text = [algorithm, timestamp, scope, this.previous, ...hashes].join('\n');
    const expected = createHmac('sha256', key).update(text).digest('hex');
    if (!constantTimeEqual(signature ?? '', expected)) throw s3Errors.signatureMismatch();
    this.previous = expected;
  }
}
