import type { TypeProof } from '../../../shared/media-types/type-proof.js';

/** Types that no browser runs, whatever is in them. Everything else is downloaded, never shown. */
const inlineSafe = new Set([
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
  'video/mp4',
  'video/webm',
  'audio/mpeg',
]);

/** What is known of a file's type. */
export interface ServedFile {
  detectedType: string | null;
  typeProof: TypeProof | null;
}

export function isInlineSafe({ detectedType, typeProof }: ServedFile): boolean {
  return typeProof === 'proven' && detectedType !== null && inlineSafe.has(detectedType);
}

/** The Content-Type a download is answered with; never what the sender declared. */
export function servedType(file: ServedFile): string {
  return isInlineSafe(file) ? file.detectedType! : 'application/octet-stream';
}
