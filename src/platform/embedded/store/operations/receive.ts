import { randomBytes } from 'node:crypto';
import { type BodySource, bodySource } from '../body/body-source.js';
import { type Checksums } from '../body/checksums.js';
import { type DeclaredBody, declaredBody, declaredChecksums } from '../body/declared-body.js';
import { drainInto } from '../body/drain-into.js';
import { readAll } from '../body/read-all.js';
import { type BodyHashes, BodyVerifier } from '../body/verify-body.js';
import { FileSink } from '../disk/file-sink.js';
import { type StagedContent } from '../disk/object-table.js';
import { type Scratch, type StagedFile } from '../disk/scratch.js';
import { type Call } from './call.js';

/**
 * Bodies up to this size are kept in the file of their record. Larger ones cost two flushes more, and every look at a
 * record reads the bytes in its file.
 */
const INLINE_BYTES = 64 * 1024;
/**
 * The ETag of bodies up to this size is their MD5, which some clients compare. MD5 takes twice the time of SHA-256, and
 * more than everything else of receiving.
 */
const MD5_BYTES = 1024 * 1024;
/** Bodies up to this size have their SHA-256 computed as they arrive: a copy can be answered with it. */
const SHA256_BYTES = 8 * 1024 * 1024;

export interface ReceivedContent {
  content: StagedContent;
  size: number;
  etag: string;
  sha256?: string;
  checksums: Checksums;
}

export interface ReceivedFile {
  file: StagedFile;
  etag: string;
  checksums: Checksums;
}

/** Receives the bytes of an object; a body that differs from its declared properties leaves nothing. */
export async function receiveContent(
  scratch: Scratch,
  source: BodySource,
  declared: DeclaredBody,
): Promise<ReceivedContent> {
  const isSmall = source.atMost <= INLINE_BYTES;
  const wanted = { md5: source.atMost <= MD5_BYTES, sha256: source.atMost <= SHA256_BYTES };
  const verifier = new BodyVerifier(source, declared, wanted);
  if (!isSmall) {
    const { file, hashes } = await intoFile(scratch, source, verifier);
    return { content: [file], size: file.size, etag: etagOf(hashes), ...described(hashes) };
  }
  const content = await readAll(source);
  verifier.count([content]);
  verifier.hash([content]);
  const hashes = verifier.verify();
  return { content, size: content.length, etag: etagOf(hashes), ...described(hashes) };
}

/** Receives a part of a multipart upload. Its ETag is its MD5, because the ETag of the object is made of those. */
export async function receiveFile(scratch: Scratch, source: BodySource, declared: DeclaredBody): Promise<ReceivedFile> {
  const verifier = new BodyVerifier(source, declared, { md5: true });
  const { file, hashes } = await intoFile(scratch, source, verifier);
  return { file, etag: etagOf(hashes), checksums: hashes.checksums };
}

/** The body of a PUT and its declared properties. */
export function signedBody({ request, auth, services }: Call): [BodySource, DeclaredBody] {
  const source = bodySource(request, auth);
  const checksums = declaredChecksums((name) => request.signed(name));
  const hints = { max: services.limits.maxBodyBytes, length: source.length, payload: auth.payload };
  return [source, declaredBody(request, checksums, hints)];
}

async function intoFile(
  scratch: Scratch,
  source: BodySource,
  verifier: BodyVerifier,
): Promise<{ file: StagedFile; hashes: BodyHashes }> {
  const path = scratch.newPath();
  let hashes: BodyHashes | undefined;
  const sink = new FileSink({
    path,
    count: (pieces) => verifier.count(pieces),
    hash: (pieces) => verifier.hash(pieces),
    verify: () => (hashes = verifier.verify()),
    isExclusive: source.isExclusive,
  });
  await drainInto(source.bytes(), sink);
  return { file: { path, size: verifier.size }, hashes: hashes! };
}

const described = ({ sha256, checksums }: BodyHashes) => ({ sha256, checksums });

/**
 * The MD5, or a random value in the form of a multipart upload of one part, which clients do not take for an MD5. S3's ETags
 * of encrypted objects do not depend on the bytes alone either.
 */
function etagOf({ md5 }: BodyHashes): string {
  return md5 ?? `${randomBytes(16).toString('hex')}-1`;
}
