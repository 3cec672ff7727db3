import { createReadStream } from 'node:fs';
import { type ChecksumAlgorithm, checksumAlgorithms, createDigest, isChecksumAlgorithm } from '../body/checksums.js';
import { type ObjectRecord } from '../disk/object-record.js';
import { type StagedContent } from '../disk/object-table.js';
import { s3Errors } from '../s3-error.js';

const READ_BUFFER_BYTES = 512 * 1024;

/** The checksum that a request has computed: `x-amz-checksum-algorithm`. */
export function requestedAlgorithm(header: string | undefined): ChecksumAlgorithm | undefined {
  const algorithm = header?.toLowerCase();
  if (algorithm !== undefined && !isChecksumAlgorithm(algorithm)) {
    throw s3Errors.invalidRequest(`x-amz-checksum-algorithm must be one of ${checksumAlgorithms.join(', ')}.`);
  }
  return algorithm;
}

/**
 * The base64 checksum of all bytes of a copy. A SHA-256 that was computed when these bytes were received is taken from the
 * record; otherwise the staged bytes are read.
 */
export async function copyChecksum(
  algorithm: ChecksumAlgorithm,
  { sha256 }: ObjectRecord,
  staged: StagedContent,
): Promise<string> {
  if (algorithm === 'sha256' && sha256 !== undefined) return sha256;
  const digest = createDigest(algorithm);
  for await (const piece of piecesOf(staged)) digest.update(piece);
  return digest.digest().toString('base64');
}

async function* piecesOf(staged: StagedContent): AsyncGenerator<Buffer> {
  if (Buffer.isBuffer(staged)) yield staged;
  else for (const { path } of staged) yield* createReadStream(path, { highWaterMark: READ_BUFFER_BYTES });
}
