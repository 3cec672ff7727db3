import { createHash, type Hash } from 'node:crypto';
import { S3Error, s3Errors } from '../s3-error.js';
import { type DeclaredBody } from './declared-body.js';
import { type BodySource } from './body-source.js';
import { type ChecksumAlgorithm, checksumHeader, type Checksums, createDigest, type Digest } from './checksums.js';

/** Passes a body on while hashing it, and throws at the end, or earlier, when it differs from the declared properties. */
export class VerifiedBody {
  size = 0;
  /** Hex MD5: the ETag of an object from a single PUT. */
  etag = '';
  checksums: Checksums = {};
  private readonly md5 = createHash('md5');
  private readonly payloadHash: Hash | undefined;
  private readonly digests = new Map<ChecksumAlgorithm, Digest>();

  constructor(
    private readonly source: BodySource,
    private readonly declared: DeclaredBody,
  ) {
    const algorithms = Object.keys(declared.checksums) as ChecksumAlgorithm[];
    if (declared.trailer) algorithms.push(declared.trailer);
    for (const algorithm of algorithms) this.digests.set(algorithm, createDigest(algorithm));
    if (declared.payloadSha256) this.payloadHash = createHash('sha256');
  }

  async *bytes(): AsyncGenerator<Buffer> {
    for await (const piece of this.source.bytes) {
      this.size += piece.length;
      if (this.size > this.declared.max) throw s3Errors.entityTooLarge();
      this.md5.update(piece);
      this.payloadHash?.update(piece);
      for (const digest of this.digests.values()) digest.update(piece);
      yield piece;
    }
    this.verifySize();
    this.verifyHashes();
    this.verifyChecksums();
  }

  private verifySize(): void {
    if (this.size < this.declared.min) throw s3Errors.entityTooSmall();
    if (this.declared.length !== undefined && this.size !== this.declared.length) throw s3Errors.incompleteBody();
  }

  private verifyHashes(): void {
    const md5 = this.md5.digest();
    this.etag = md5.toString('hex');
    if (this.declared.md5 !== undefined && md5.toString('base64') !== this.declared.md5) {
      throw s3Errors.badDigest('Content-MD5');
    }
    if (this.payloadHash && this.payloadHash.digest('hex') !== this.declared.payloadSha256) {
      throw new S3Error(400, 'XAmzContentSHA256Mismatch', 'x-amz-content-sha256 does not match the body.');
    }
  }

  private verifyChecksums(): void {
    for (const [algorithm, digest] of this.digests) {
      const actual = digest.digest().toString('base64');
      const expected = this.declared.checksums[algorithm] ?? this.source.trailers.get(checksumHeader(algorithm));
      if (expected === undefined) {
        throw new S3Error(
          400,
          'MalformedTrailerError',
          `The announced trailer ${checksumHeader(algorithm)} is missing.`,
        );
      }
      if (actual !== expected) throw s3Errors.badDigest(algorithm.toUpperCase());
      this.checksums[algorithm] = actual;
    }
  }
}
