import { DeleteObjectsCommand, S3ServiceException } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import type { S3Calls } from './s3-calls.js';

/** The time allowed per key, as the time for this many bytes. */
const BYTES_PER_KEY = 64 * 1024;
const CONCURRENCY = 8;
/** Responses of stores without DeleteObjects, or with another form of it. */
const UNSUPPORTED = new Set([400, 405, 501]);

/** Deletes keys in one request, or one by one where the store does not support it. Returns the error of each failed key. */
export async function deleteMany(
  s3: S3Calls,
  keys: readonly string[],
  deleteOne: (key: string) => Promise<void>,
): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map();
  return (await atOnce(s3, keys)) ?? oneByOne(keys, deleteOne);
}

async function atOnce(s3: S3Calls, keys: readonly string[]): Promise<Map<string, string> | null> {
  const Delete = { Objects: keys.map((Key) => ({ Key })), Quiet: true };
  const command = new DeleteObjectsCommand({ Bucket: s3.bucket, Delete });
  const answer = await s3.call(
    (client, options) => client.send(command, options).catch((error: unknown) => nullIfUnsupported(error)),
    { bytes: keys.length * BYTES_PER_KEY },
  );
  if (!answer) return null;
  const failed = (answer.Errors ?? []).filter(({ Code }) => Code !== 'NoSuchKey');
  return new Map(failed.map(({ Key = '', Code = 'unknown' }) => [Key, Code]));
}

function nullIfUnsupported(error: unknown): null {
  if (error instanceof S3ServiceException && UNSUPPORTED.has(error.$metadata.httpStatusCode ?? 0)) return null;
  throw error;
}

async function oneByOne(keys: readonly string[], deleteOne: (key: string) => Promise<void>) {
  const failed = new Map<string, string>();
  const attempt = (key: string) =>
    deleteOne(key).catch((error: unknown) => void failed.set(key, (error as Error).message));
  await pMap(keys, attempt, { concurrency: CONCURRENCY });
  return failed;
}
