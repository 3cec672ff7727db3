/** What a client says of a file's bytes, in the form that the uploads core takes. */
export type Checksum = { contentMd5: string } | { fileHash: string };

const BASE64 = /^[A-Za-z0-9+/]+={1,2}$/;
const SHA256_PREFIX = 'sha256:';
const BYTES_OF_MD5 = 16;
const BYTES_OF_SHA256 = 32;

export const CHECKSUM_EXPECTED =
  'must be base64: of an MD5 (24 characters), or of a SHA-256 (44 characters, or sha256: before them)';

/** `null` for text that is neither. Only the one base64 that encoders write is taken: stores compare text. */
export function readChecksum(text: string): Checksum | null {
  const isNamed = text.startsWith(SHA256_PREFIX);
  const base64 = isNamed ? text.slice(SHA256_PREFIX.length) : text;
  const bytes = Buffer.from(base64, 'base64');
  if (!BASE64.test(base64) || bytes.toString('base64') !== base64) return null;
  if (bytes.length === BYTES_OF_SHA256) return { fileHash: bytes.toString('hex') };
  return bytes.length === BYTES_OF_MD5 && !isNamed ? { contentMd5: base64 } : null;
}

/** The checksum of an upload that was announced before. */
export function checksumOf(upload: { contentMd5: string | null; declaredHash: string | null }): string {
  return upload.contentMd5 ?? Buffer.from(upload.declaredHash ?? '', 'hex').toString('base64');
}
