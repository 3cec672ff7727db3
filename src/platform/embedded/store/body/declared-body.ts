import { type S3Request } from '../http/s3-request.js';
import { S3Error, s3Errors } from '../s3-error.js';
import {
  type ChecksumAlgorithm,
  checksumAlgorithms,
  checksumHeader,
  type Checksums,
  isChecksumAlgorithm,
  isChecksumValue,
} from './checksums.js';

const MD5_BYTES = 16;

/** The properties of a body that the client declares; a body that differs in one is not stored. */
export interface DeclaredBody {
  min: number;
  max: number;
  length?: number;
  md5?: string;
  /** `x-amz-content-sha256`: 64 hex digits. */
  payloadSha256?: string;
  checksums: Checksums;
  /** The checksum that follows in a trailer. */
  trailer?: ChecksumAlgorithm;
}

interface BodyHints {
  max: number;
  length: number | undefined;
  payload: string;
}

export function declaredBody(request: S3Request, checksums: Checksums, hints: BodyHints): DeclaredBody {
  const { max, length, payload } = hints;
  if (length !== undefined && length > max) throw s3Errors.entityTooLarge();
  return {
    min: 0,
    max,
    length,
    md5: declaredMd5(request.signed('content-md5')),
    payloadSha256: /^[0-9a-f]{64}$/.test(payload) ? payload : undefined,
    checksums,
    trailer: declaredTrailer(request.header('x-amz-trailer')),
  };
}

export function declaredMd5(value: string | undefined): string | undefined {
  if (value !== undefined && Buffer.from(value, 'base64').length !== MD5_BYTES) {
    throw new S3Error(400, 'InvalidDigest', 'The Content-MD5 you specified is not the base64 of 16 bytes.');
  }
  return value;
}

export function declaredChecksums(field: (name: string) => string | undefined): Checksums {
  const checksums: Checksums = {};
  for (const algorithm of checksumAlgorithms) {
    const value = field(checksumHeader(algorithm));
    if (value === undefined) continue;
    if (!isChecksumValue(algorithm, value)) {
      throw s3Errors.invalidRequest(`Value for ${checksumHeader(algorithm)} header is invalid.`);
    }
    checksums[algorithm] = value;
  }
  return checksums;
}

function declaredTrailer(header: string | undefined): ChecksumAlgorithm | undefined {
  if (header === undefined) return undefined;
  const algorithm = header.trim().toLowerCase().replace('x-amz-checksum-', '');
  if (!isChecksumAlgorithm(algorithm)) throw s3Errors.invalidRequest('x-amz-trailer must name one x-amz-checksum-*.');
  return algorithm;
}
