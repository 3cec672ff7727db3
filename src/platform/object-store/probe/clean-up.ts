import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { pMapSettled } from 'p-map';

/** Every probe's keys lie below it. */
export const PROBE_ROOT = '.airlock-probe/';
const LEFT_OVER_AFTER_MS = 3_600_000;
const CONCURRENCY = 4;

interface Trace {
  key: string;
  at?: Date;
  versionId?: string;
  uploadId?: string;
}

interface Place {
  s3: S3Client;
  bucket: string;
  signal: AbortSignal;
}

/** Removes what this probe made, and what an earlier one that was killed left behind. Others may be under way. */
export async function cleanUp(place: Place, ownPrefix: string, now = Date.now()): Promise<void> {
  const gone = ({ key, at }: Trace) =>
    key.startsWith(ownPrefix) || (at !== undefined && now - at.getTime() > LEFT_OVER_AFTER_MS);
  const traces = [...(await uploads(place)), ...(await objects(place))].filter(gone);
  await pMapSettled(traces, (trace) => remove(place, trace), { concurrency: CONCURRENCY });
}

/** One page each: whatever is left belongs to the next probe. */
async function uploads({ s3, bucket, signal }: Place): Promise<Trace[]> {
  const list = new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: PROBE_ROOT });
  const { Uploads = [] } = await s3.send(list, { abortSignal: signal });
  return Uploads.map(({ Key = '', UploadId, Initiated }) => ({ key: Key, uploadId: UploadId, at: Initiated }));
}

/** With versioning, deleting a key only hides it: its versions are named then. Not every store knows versions. */
async function objects({ s3, bucket, signal }: Place): Promise<Trace[]> {
  const below = { Bucket: bucket, Prefix: PROBE_ROOT };
  const versions = await s3.send(new ListObjectVersionsCommand(below), { abortSignal: signal }).catch(() => null);
  const named = [...(versions?.Versions ?? []), ...(versions?.DeleteMarkers ?? [])];
  if (named.length)
    return named.map(({ Key = '', VersionId, LastModified }) => ({ key: Key, versionId: VersionId, at: LastModified }));
  const { Contents = [] } = await s3.send(new ListObjectsV2Command(below), { abortSignal: signal });
  return Contents.map(({ Key = '', LastModified }) => ({ key: Key, at: LastModified }));
}

async function remove({ s3, bucket, signal }: Place, { key, uploadId, versionId }: Trace): Promise<void> {
  const named = { Bucket: bucket, Key: key };
  const command = uploadId
    ? new AbortMultipartUploadCommand({ ...named, UploadId: uploadId })
    : new DeleteObjectCommand({ ...named, VersionId: versionId });
  await s3.send(command as DeleteObjectCommand, { abortSignal: signal });
}
