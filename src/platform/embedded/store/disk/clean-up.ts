import { type Bucket } from './bucket.js';
import { type Buckets } from './buckets.js';

/** Removes files that a crash left between two steps. Runs while the store serves requests; never removes referenced files. */
export async function cleanUp(buckets: Buckets, signal: AbortSignal): Promise<void> {
  await buckets.scratch.clearStale();
  for (const bucket of buckets.all()) {
    await removeFinishedUploads(bucket, signal);
    await removeOrphans(bucket, signal);
  }
}

async function removeOrphans({ files, objects }: Bucket, signal: AbortSignal): Promise<void> {
  for await (const { hash, id } of files.segments()) {
    if (signal.aborted) return;
    await objects.removeOrphan(hash, id);
  }
}

/** An upload whose object exists was completed before the crash; only its directory is left. */
async function removeFinishedUploads({ uploads, objects }: Bucket, signal: AbortSignal): Promise<void> {
  for (const { uploadId, key } of await uploads.list()) {
    if (signal.aborted) return;
    if (objects.read(key)?.uploadId === uploadId) await uploads.remove(uploadId);
  }
}
