import { sha256 } from '../hash/hasher.js';
import type { Transfer } from '../transfer/transfer.js';

const SAMPLE_BYTES = 64 * 1024;

/**
 * Names a file and what is to become of it. It need not tell all files apart: the SHA-256 of the whole file is
 * compared at the end, and an upload continued with the parts of another one is not admitted.
 */
export async function fingerprint(baseUrl: string, input: Transfer['input']): Promise<string> {
  const { bucket, filename, mimeType, metadata, objectMetadata } = input;
  const blob = input.file instanceof Blob ? input.file : new Blob([input.file as BlobPart]);
  const samples = [blob.slice(0, SAMPLE_BYTES), blob.slice(Math.max(0, blob.size - SAMPLE_BYTES))];
  const { lastModified } = blob as Partial<File>;
  const facts = [baseUrl, bucket, filename, mimeType, blob.size, lastModified, metadata, objectMetadata];
  const bytes = await new Blob([JSON.stringify(facts), ...samples]).arrayBuffer();
  return `airlock:${await sha256(new Uint8Array(bytes))}`;
}
