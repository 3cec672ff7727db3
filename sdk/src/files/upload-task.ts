import { AirlockError } from '../errors/airlock-error.js';
import { rejection } from '../errors/rejection.js';
import { type Api, filled } from '../http/api.js';
import type { AirlockFile, Upload } from '../schemas.js';
import { Gate } from '../transfer/gate.js';
import { uploadFile } from '../transfer/upload-file.js';
import type { UploadedFile, UploadInput } from '../transfer/upload-input.js';

/** An upload that is under way: a promise of the file, which can be held. */
export interface UploadTask extends Promise<UploadedFile> {
  /** Stops sending. What is under way is sent again after `resume()`. */
  pause(): void;
  resume(): void;
  /** Ends the upload, on the server too. The promise rejects with the reason. */
  abort(reason?: unknown): void;
}

export function startUpload(api: Api, input: UploadInput): UploadTask {
  const [gate, aborting] = [new Gate(), new AbortController()];
  const signal = input.signal ? AbortSignal.any([input.signal, aborting.signal]) : aborting.signal;
  const sent = uploadFile(api, input, signal, gate).then((upload) => arrived(api, upload, signal));
  return Object.assign(sent, {
    pause: () => gate.pause(),
    resume: () => gate.resume(),
    abort: (reason?: unknown) => aborting.abort(reason),
  });
}

/** The file as it is now. Who may send files may not always read them: then it is what the confirmation said. */
async function arrived(api: Api, upload: Upload, signal: AbortSignal): Promise<UploadedFile> {
  if (!upload.upload_id) throw skipped(upload);
  const file = await fileOf(api, upload.upload_id, signal);
  if (file?.status === 'rejected') throw rejection(file);
  const { mimeType, size, status, uploadedBy } = file ?? confirmed(upload);
  return {
    fileId: upload.upload_id,
    filename: upload.filename,
    ...{ mimeType, size: size ?? upload.file_size_bytes!, status },
    createdAt: upload.created_at,
    uploadedBy,
    ...(isOriginal(upload) ? { isDuplicate: true as const } : {}),
  };
}

const confirmed = ({ content_type, file_size_bytes, status }: Upload) => ({
  mimeType: content_type,
  size: file_size_bytes,
  status: status.startsWith('COMPLETED') ? ('available' as const) : ('pending_scan' as const),
  uploadedBy: null,
});

const skipped = ({ filename }: Upload) =>
  new AirlockError({
    code: 'UNIQUE_KEY_EXISTS',
    message: `${filename} was not sent: an object with the same unique key exists.`,
  });

async function fileOf(api: Api, fileId: string, signal: AbortSignal): Promise<AirlockFile | undefined> {
  try {
    return await api.call<AirlockFile>('GET', filled('/v1/files/{fileId}', { fileId }), { signal });
  } catch (error) {
    if (error instanceof AirlockError && error.status === 403) return undefined;
    throw error;
  }
}

/** Answered instead of an upload of its own. One whose bytes were found to be there already keeps a record of its own. */
const isOriginal = ({ is_duplicate, duplicate_of_upload_id, upload_id }: Upload) =>
  is_duplicate === true && duplicate_of_upload_id === upload_id;
