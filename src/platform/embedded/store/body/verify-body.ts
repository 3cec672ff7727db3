import { createHash, type Hash } from 'node:crypto';
import { S3Error, s3Errors } from '../s3-error.js';
import { type DeclaredBody } from './declared-body.js';
import { type BodySource } from './body-source.js';
import { type ChecksumAlgorithm, checksumHeader, type Checksums, createDigest, type Digest } from './checksums.js';

/** The hashes of a verified body. */
export interface BodyHashes {
  /** Hex, if it was wanted or declared. */
  md5?: string;
  /** Base64, if it was wanted or declared. */
  sha256?: string;
  /** The declared checksums. */
  checksums: Checksums;
}

/** Hashes to compute that the client did not declare. */
type Wanted = Partial<Record<'md5' | 'sha256', boolean>>;

/** Hashes a body as it arrives, each algorithm once, and throws when it differs from the declared properties. */
export class BodyVerifier {
  size = 0;
  private readonly md5: Hash | undefined;
  private readonly digests = new Map<ChecksumAlgorithm, Digest>();

  constructor(
    private readonly source: Pick<BodySource, 'trailers'>,
    private readonly declared: DeclaredBody,
    wanted: Wanted = {},
  ) {
    const algorithms = new Set(Object.keys(declared.checksums) as ChecksumAlgorithm[]);
    if (declared.trailer) algorithms.add(declared.trailer);
    if (wanted.sha256 || declared.payloadSha256 !== undefined) algorithms.add('sha256');
    for (const algorithm of algorithms) this.digests.set(algorithm, createDigest(algorithm));
    if (wanted.md5 || declared.md5 !== undefined) this.md5 = createHash('md5');
  }

  /** Counts bytes before they are stored; throws when they are too many. */
  count(pieces: readonly Buffer[]): void {
    for (const { length } of pieces) this.size += length;
    if (this.size > this.declared.max) throw s3Errors.entityTooLarge();
  }

  hash(pieces: readonly Buffer[]): void {
    for (const piece of pieces) {
      this.md5?.update(piece);
      for (const digest of this.digests.values()) digest.update(piece);
    }
  }

  /** Called once, after the last byte. */
  verify(): BodyHashes {
    this.verifySize();
    const md5 = this.verifyMd5();
    const values = new Map([...this.digests].map(([algorithm, digest]) => [algorithm, digest.digest()]));
    const sha256 = values.get('sha256');
    if (this.declared.payloadSha256 !== undefined && sha256?.toString('hex') !== this.declared.payloadSha256) {
      throw new S3Error(400, 'XAmzContentSHA256Mismatch', 'x-amz-content-sha256 does not match the body.');
    }
    return { md5, sha256: sha256?.toString('base64'), checksums: this.verifyChecksums(values) };
  }

  private verifySize(): void {
    if (this.size < this.declared.min) throw s3Errors.entityTooSmall();
    if (this.declared.length !== undefined && this.size !== this.declared.length) throw s3Errors.incompleteBody();
  }

  private verifyMd5(): string | undefined {
    const md5 = this.md5?.digest();
    if (this.declared.md5 !== undefined && md5?.toString('base64') !== this.declared.md5) {
      throw s3Errors.badDigest('Content-MD5');
    }
    return md5?.toString('hex');
  }

  private verifyChecksums(values: ReadonlyMap<ChecksumAlgorithm, Buffer>): Checksums {
    const { checksums, trailer } = this.declared;
    const verified: Checksums = {};
    for (const [algorithm, value] of values) {
      const isDeclared = checksums[algorithm] !== undefined || algorithm === trailer;
      if (!isDeclared) continue;
      const actual = value.toString('base64');
      const expected = checksums[algorithm] ?? this.source.trailers.get(checksumHeader(algorithm));
      if (expected === undefined) {
        throw new S3Error(
          400,
          'MalformedTrailerError',
          `The announced trailer ${checksumHeader(algorithm)} is missing.`,
        );
      }
      if (actual !== expected) throw s3Errors.badDigest(algorithm.toUpperCase());
      verified[algorithm] = actual;
    }
    return verified;
  }
}
