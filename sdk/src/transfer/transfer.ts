import { AirlockError } from '../errors/airlock-error.js';
import { rejection } from '../errors/rejection.js';
import type { Api } from '../http/api.js';

import type { AirlockFile, Upload } from '../schemas.js';
import type { Gate } from './gate.js';
import type { ProgressMeter } from './progress.js';
import type { Line } from './send-part.js';
import type { Source } from './source.js';
import type { UploadInput } from './upload-input.js';

/** The upload that one call is about, as far as it is. */
export interface Transfer {
  api: Api;
  input: UploadInput & { filename: string; mimeType: string };
  source: Source;
  gate: Gate;
  signal: AbortSignal;
  meter: ProgressMeter;
  /** Names the creation, however often it is repeated. */
  idempotencyKey: string;
  /** The upload on the server, which an abort cancels. */
  uploadId?: string;
  /** A later call for the same file may continue it. */
  isResumable?: boolean;
  /** Its bytes are there: what happens to it now is the service's decision. */
  isSent?: boolean;
}

export const lineOf = ({ api, gate }: Transfer, signal: AbortSignal): Line => ({
  retries: api.connection.retries,
  gate,
  signal,
});

/** Announces the file. */
export async function announce(transfer: Transfer, more: Record<string, unknown>): Promise<Upload> {
  const { api, input, signal, idempotencyKey } = transfer;
  const path = `/v1/buckets/${encodeURIComponent(input.bucket)}/uploads`;
  const body = {
    filename: input.filename,
    content_type: input.mimeType,
    metadata: input.metadata,
    object_metadata: input.objectMetadata,
    skip_duplicates: input.skipDuplicates ?? false,
    ...more,
  };
  const upload = await api.call<Upload>('POST', path, { body, signal, idempotencyKey });
  if (!upload.is_duplicate && upload.upload_id) transfer.uploadId = upload.upload_id;
  return upload;
}

/** Says that all bytes are there, and what they are. */
export async function confirm(transfer: Transfer, hash: string): Promise<Upload> {
  const { api, uploadId, signal } = transfer;
  const call = { body: { file_hash: hash }, signal, repeatable: true };
  transfer.isSent = true;
  try {
    return await api.call<Upload>('POST', `/v1/uploads/${uploadId}/confirm`, call);
  } catch (error) {
    if (!(error instanceof AirlockError) || error.status !== 410) throw error;
    throw await whyGone(transfer);
  }
}

/** It was found and judged before it was confirmed. */
async function whyGone({ api, uploadId, input, signal }: Transfer): Promise<AirlockError> {
  const file = api.call<AirlockFile>('GET', `/v1/files/${uploadId}`, { signal });
  return rejection(await file.catch(() => ({ filename: input.filename })));
}

/** Ends the upload on the server. What fails here is ended by its deadline. */
export async function cancel({ api, uploadId }: Transfer): Promise<void> {
  if (uploadId === undefined) return;
  await api.call('DELETE', `/v1/uploads/${uploadId}`, { signal: AbortSignal.timeout(10_000) }).catch(() => undefined);
}
