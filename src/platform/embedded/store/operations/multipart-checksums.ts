import { createReadStream } from 'node:fs';
import {
  type ChecksumAlgorithm,
  checksumAlgorithms,
  checksumHeader,
  type Checksums,
  createDigest,
} from '../body/checksums.js';
import { type PartRecord } from '../disk/upload-sessions.js';
import { s3Errors } from '../s3-error.js';

interface DeclaredChecksums {
  /** The value of a header per algorithm, with or without `-<number of parts>`. */
  value: (algorithm: ChecksumAlgorithm) => string | undefined;
  isFullObject: boolean;
}

/** Checksums of checksums, for algorithms that all parts have; CRC-64 has no such form. */
function compositeChecksums(parts: readonly PartRecord[]): Checksums {
  const checksums: Checksums = {};
  for (const algorithm of checksumAlgorithms) {
    const values = parts.map((part) => part.checksums[algorithm]).filter((value) => value !== undefined);
    if (algorithm === 'crc64nvme' || values.length < parts.length) continue;
    const digest = createDigest(algorithm);
    for (const value of values) digest.update(Buffer.from(value, 'base64'));
    checksums[algorithm] = `${digest.digest().toString('base64')}-${parts.length}`;
  }
  return checksums;
}

/** The checksums of a completed upload; throws when one differs from the declared value. */
export async function completedChecksums(
  parts: readonly PartRecord[],
  declared: DeclaredChecksums,
  pathOf: (part: PartRecord) => string,
): Promise<Checksums> {
  const checksums = declared.isFullObject ? {} : compositeChecksums(parts);
  for (const algorithm of checksumAlgorithms) {
    const value = declared.value(algorithm);
    if (value === undefined) continue;
    if (declared.isFullObject) checksums[algorithm] = await checksumOf(algorithm, parts.map(pathOf));
    const actual = checksums[algorithm];
    if (actual !== value && actual !== `${value}-${parts.length}`) throw s3Errors.badDigest(checksumHeader(algorithm));
  }
  return checksums;
}

async function checksumOf(algorithm: ChecksumAlgorithm, paths: readonly string[]): Promise<string> {
  const digest = createDigest(algorithm);
  for (const path of paths) for await (const piece of createReadStream(path)) digest.update(piece);
  return digest.digest().toString('base64');
}
