import type { AirlockFile, UploadedFile, UploadTask } from '@airlock/sdk';
import { setTimeout as pause } from 'node:timers/promises';
import { basename } from 'node:path';
import { createApiClient } from '../../api/client.js';
import type { Credentials } from '../../config/credentials.js';
import type { Bar } from '../../output/bars.js';
import { mediaTypeOf } from './media-type.js';
import { OneResumeStore } from './resume-store.js';
import type { Source } from './source.js';

/** What all files of a command share. */
export interface Sending {
  credentials: Credentials;
  environment: NodeJS.ProcessEnv;
  bucket: string;
  metadata: Record<string, string>;
  /** Of one file alone. */
  name?: string;
  type?: string;
  maxSize?: number;
  signal: AbortSignal;
}

/** How long the server is given to end an upload that cannot go on later. */
const GRACE_MS = 3_000;

/**
 * Sends one file. When the command is interrupted, an upload in parts is left as it is, to be continued by the next run; any
 * other is ended on the server, so that it takes no room.
 */
export async function sendFile(source: Source, sending: Sending, bar: Bar): Promise<UploadedFile> {
  const { credentials, environment, bucket, metadata, maxSize, signal } = sending;
  signal.throwIfAborted();
  const filename = sending.name ?? (source.path === '-' ? 'stdin' : basename(source.path));
  const mimeType = sending.type ?? mediaTypeOf(filename);
  const store = new OneResumeStore(environment);
  const client = createApiClient(credentials, { resume: store });
  const file = await source.open(mimeType);
  const place = source.placed === undefined || 'path' in metadata ? {} : { path: source.placed };
  const onProgress = ({ loaded }: { loaded: number }) => bar.set(loaded);
  const input = { file, bucket, filename, mimeType, metadata: { ...place, ...metadata }, maxSize, onProgress };
  return unlessInterrupted(client.files().upload(input), store, signal);
}

async function unlessInterrupted(task: UploadTask, store: OneResumeStore, signal: AbortSignal): Promise<UploadedFile> {
  const interrupted = Promise.withResolvers<never>();
  const stop = () => {
    task.pause();
    if (!store.isKept) task.abort(signal.reason);
    const end = () => interrupted.reject(signal.reason);
    const ended = store.isKept ? Promise.resolve() : Promise.race([task, pause(GRACE_MS)]);
    void ended.then(end, end);
  };
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    return await Promise.race([task, interrupted.promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Waits until a file that was sent is admitted; throws `FILE_REJECTED` if it is not. */
export function awaitVerdict(fileId: string, { credentials, signal }: Sending, seconds: number): Promise<AirlockFile> {
  return createApiClient(credentials)
    .files()
    .waitForScan(fileId, { timeoutMs: seconds * 1000, signal });
}
