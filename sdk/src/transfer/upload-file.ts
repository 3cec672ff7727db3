import { AirlockError } from '../errors/airlock-error.js';
import { type Api, newIdempotencyKey } from '../http/api.js';
import { forget, leave } from '../resume/continue.js';
import type { Upload } from '../schemas.js';
import { Gate } from './gate.js';
import { ProgressMeter } from './progress.js';
import { sendPlanned } from './send-planned.js';
import { sendWhole } from './send-whole.js';
import { changed, sizeOf, sourceOf } from './source.js';
import { cancel, type Transfer } from './transfer.js';
import type { UploadInput } from './upload-input.js';

/** Up to here a file is sent by one PUT, whose SHA-256 the store checks. Larger ones are sent in parts and continue after a cut. */
const WHOLE_UP_TO_BYTES = 16 * 1024 ** 2;

/** Sends a file and confirms it. Ends it on the server when it is aborted, or when it failed for good. */
export async function uploadFile(
  api: Api,
  input: UploadInput,
  signal: AbortSignal,
  gate = new Gate(),
): Promise<Upload> {
  signal.throwIfAborted();
  const transfer: Transfer = {
    ...{ api, gate, signal },
    input: named(input),
    source: sourceOf(input.file),
    meter: new ProgressMeter(input.onProgress),
    idempotencyKey: newIdempotencyKey(),
  };
  try {
    return await send(transfer);
  } catch (error) {
    await giveUp(transfer, error);
    throw signal.aborted ? signal.reason : error;
  } finally {
    leave(transfer);
    await transfer.source.close();
  }
}

/** What may be continued later is kept. What was sent before it failed is judged by the service. */
async function giveUp(transfer: Transfer, error: unknown): Promise<void> {
  const { signal, isResumable, isSent } = transfer;
  const isTemporary = error instanceof AirlockError && error.retryable;
  if (!signal.aborted && isTemporary && isResumable) return;
  await forget(transfer);
  if (signal.aborted || !isSent) await cancel(transfer);
}

async function send(transfer: Transfer): Promise<Upload> {
  const { source, input } = transfer;
  const size = source.size ?? input.size;
  if (size === undefined) {
    const head = await source.take(WHOLE_UP_TO_BYTES);
    if (head.length < WHOLE_UP_TO_BYTES) return sendWhole(transfer, notEmpty(head));
    // Few pages have streams: it is loaded when it is needed.
    return (await import('./send-unsized.js')).sendUnsized(transfer, head);
  }
  if (size > WHOLE_UP_TO_BYTES) return sendPlanned(transfer, size);
  // One more than expected, to see a stream that is longer than was said.
  const bytes = await source.take(size + 1);
  if (bytes.length !== size) throw changed();
  return sendWhole(transfer, notEmpty(bytes));
}

function notEmpty<T extends { length: number }>(bytes: T): T {
  if (bytes.length > 0) return bytes;
  throw new AirlockError({ code: 'EMPTY_FILE', message: 'The file is empty. Choose one with content.' });
}

function named(input: UploadInput): Transfer['input'] {
  const { name, type } = input.file as Partial<File>;
  if (!input.bucket) throw new AirlockError({ code: 'INVALID_ARGUMENT', message: 'bucket is missing.' });
  if (input.size !== undefined && sizeOf(input.file) !== undefined && sizeOf(input.file) !== input.size)
    throw new AirlockError({ code: 'INVALID_ARGUMENT', message: 'size is not that of the file.' });
  const [filename, mimeType] = [input.filename ?? name, input.mimeType ?? type];
  return { ...input, filename: filename || 'unnamed', mimeType: mimeType || 'application/octet-stream' };
}
