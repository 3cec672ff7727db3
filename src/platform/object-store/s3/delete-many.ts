import { DeleteObjectsCommand, S3ServiceException } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import type { S3Calls } from './s3-calls.js';

/** What a key costs the store in time: as much as it may take for so many bytes. */
const BYTES_PER_KEY = 64 * 1024;
const CONCURRENCY = 8;
/** A store that knows no DeleteObjects, or not the way we ask. */
const CANNOT = new Set([400, 405, 501]);

/** Deletes keys in one request; one by one where the store knows no such request. Answers the keys that failed, and why. */
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
    (client, options) => client.send(command, options).catch((error: unknown) => nullIfUnknown(error)),
    { bytes: keys.length * BYTES_PER_KEY },
  );
  if (!answer) return null;
  const failed = (answer.Errors ?? []).filter(({ Code }) => Code !== 'NoSuchKey');
  return new Map(failed.map(({ Key = '', Code = 'unknown' }) => [Key, Code]));
}

function nullIfUnknown(error: unknown): null {
  if (error instanceof S3ServiceException && CANNOT.has(error.$metadata.httpStatusCode ?? 0)) return null;
  throw error;
}

async function oneByOne(keys: readonly string[], deleteOne: (key: string) => Promise<void>) {
  const failed = new Map<string, string>();
  const attempt = (key: string) =>
    deleteOne(key).catch((error: unknown) => void failed.set(key, (error as Error).message));
  await pMap(keys, attempt, { concurrency: CONCURRENCY });
  return failed;
}
