import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { BucketLocation } from '../bucket-location.js';
import type { StoreCredentials } from '../credentials.js';
import type { ObjectInfo } from '../object-store.js';

/** A real store with an empty bucket for one contract suite. */
export interface RunningStore {
  location: BucketLocation & { endpoint: string };
  credentials: StoreCredentials;
  /** Where its files are, if it is the embedded one. */
  directory?: string;
  stop(): Promise<void>;
}

/** A plain SDK client of the store: what any other client of the bucket could do. */
export function clientOf({ location, credentials }: RunningStore): S3Client {
  const { region, endpoint, forcePathStyle } = location;
  return new S3Client({ region, endpoint, forcePathStyle, credentials });
}

/** Puts an object by that client and returns what `ObjectStore.head` must say of it. */
export async function seedObject(
  client: S3Client,
  { location: { bucket } }: RunningStore,
  { key, body, contentType }: { key: string; body: Buffer; contentType: string },
): Promise<ObjectInfo> {
  const put = new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: contentType });
  const { ETag = '' } = await client.send(put);
  return { key, size: body.length, etag: ETag.replaceAll('"', ''), contentType };
}

/** Bytes that differ at every position, so that a wrong range or order is detected. */
export function patterned(size: number, seed = 0): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  for (let at = 0; at < size; at += 4) bytes.writeUInt32LE((at * 2654435761 + seed) >>> 0, Math.min(at, size - 4));
  return bytes;
}

export const oddKeys = [
  'with space and+plus/ü.png',
  '100%/%2F/%zz',
  `quotes'and"double`,
  'parentheses (1)!*.txt',
  'emoji/🎉.bin',
  'reserved?&=#;:@,$[]{}|^`<>~',
];
