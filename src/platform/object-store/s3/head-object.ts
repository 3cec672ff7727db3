import { HeadObjectCommand, type HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import type { ObjectInfo } from '../object-store.js';
import type { S3Calls } from './s3-calls.js';
import { isMissing } from './s3-errors.js';

const UNKNOWN_TYPE = 'application/octet-stream';

/** Converts the properties of an object from S3 to the port. */
export function objectInfo(
  key: string,
  answer: { ContentLength?: number; ETag?: string; ContentType?: string },
): ObjectInfo {
  return {
    key,
    size: answer.ContentLength ?? 0,
    etag: unquote(answer.ETag),
    contentType: answer.ContentType ?? UNKNOWN_TYPE,
  };
}

export function unquote(etag = ''): string {
  return etag.replace(/^"|"$/g, '');
}

export function quote(etag: string): string {
  return `"${etag}"`;
}

/** The current properties of an object, `null` when there is none. */
export async function headObject(s3: S3Calls, key: string, signal?: AbortSignal): Promise<ObjectInfo | null> {
  const answer = await rawHead(s3, key, signal);
  return answer && objectInfo(key, answer);
}

/** The user metadata of an object. */
export async function objectMetadata(s3: S3Calls, key: string, signal?: AbortSignal): Promise<Record<string, string>> {
  const answer = await rawHead(s3, key, signal);
  return answer?.Metadata ?? {};
}

async function rawHead(s3: S3Calls, key: string, signal?: AbortSignal): Promise<HeadObjectCommandOutput | null> {
  try {
    const head = new HeadObjectCommand({ Bucket: s3.bucket, Key: key });
    return await s3.call((client, options) => client.send(head, options), { signal });
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
