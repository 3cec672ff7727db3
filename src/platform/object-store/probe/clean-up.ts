import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { pMapSettled } from 'p-map';

/** The prefix of the keys of every probe. */
export const PROBE_ROOT = '.airlock-probe/';
const LEFT_OVER_AFTER_MS = 3_600_000;
const CONCURRENCY = 4;

interface Leftover {
  key: string;
  at?: Date;
  versionId?: string;
  uploadId?: string;
}

interface BucketAccess {
  s3: S3Client;
  bucket: string;
  signal: AbortSignal;
}

/** Removes the objects and uploads of this probe, and those of killed earlier ones. Other probes may be running. */
export async function cleanUp(access: BucketAccess, ownPrefix: string, now = Date.now()): Promise<void> {
  const isLeftover = ({ key, at }: Leftover) =>
    key.startsWith(ownPrefix) || (at !== undefined && now - at.getTime() > LEFT_OVER_AFTER_MS);
  const leftovers = [...(await uploads(access)), ...(await objects(access))].filter(isLeftover);
  await pMapSettled(leftovers, (leftover) => remove(access, leftover), { concurrency: CONCURRENCY });
}

/** One page each: the rest is removed by the next probe. */
async function uploads({ s3, bucket, signal }: BucketAccess): Promise<Leftover[]> {
  const list = new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: PROBE_ROOT });
  const { Uploads = [] } = await s3.send(list, { abortSignal: signal });
  return Uploads.map(({ Key = '', UploadId, Initiated }) => ({ key: Key, uploadId: UploadId, at: Initiated }));
}

/** With versioning, deleting a key only hides it, so its versions are deleted. Not every store supports versions. */
async function objects({ s3, bucket, signal }: BucketAccess): Promise<Leftover[]> {
  const below = { Bucket: bucket, Prefix: PROBE_ROOT };
  const versions = await s3.send(new ListObjectVersionsCommand(below), { abortSignal: signal }).catch(() => null);
  const named = [...(versions?.Versions ?? []), ...(versions?.DeleteMarkers ?? [])];
  if (named.length)
    return named.map(({ Key = '', VersionId, LastModified }) => ({ key: Key, versionId: VersionId, at: LastModified }));
  const { Contents = [] } = await s3.send(new ListObjectsV2Command(below), { abortSignal: signal });
  return Contents.map(({ Key = '', LastModified }) => ({ key: Key, at: LastModified }));
}

async function remove({ s3, bucket, signal }: BucketAccess, { key, uploadId, versionId }: Leftover): Promise<void> {
  const named = { Bucket: bucket, Key: key };
  const command = uploadId
    ? new AbortMultipartUploadCommand({ ...named, UploadId: uploadId })
    : new DeleteObjectCommand({ ...named, VersionId: versionId });
  await s3.send(command as DeleteObjectCommand, { abortSignal: signal });
}
