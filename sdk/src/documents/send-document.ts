import { hasCode } from '../errors/airlock-error.js';
import { type Api, newIdempotencyKey } from '../http/api.js';
import type { Schemas, Upload } from '../schemas.js';
import { Gate } from '../transfer/gate.js';
import { ProgressMeter, type Progress } from '../transfer/progress.js';
import { sendPart, type Target } from '../transfer/send-part.js';
import { sourceOf, type UploadBody } from '../transfer/source.js';

/** A document to send. */
export interface DocumentInput {
  file: UploadBody;
  /** Default: the name of the `File`, else `unnamed`. */
  filename?: string;
  /** Default: the type of the Blob, else `application/octet-stream`. */
  mimeType?: string;
  /** Default: the file name without its extension. */
  name?: string;
  description?: string;
  knowledgeBaseIds?: string[];
  onProgress?(progress: Progress): void;
  signal?: AbortSignal;
}

/** Above every limit that a service may have for documents: what is read before the service can refuse it. */
const MOST_BYTES = 1024 ** 3;

/** Announces a document, sends it by one PUT and confirms it. Returns its id. `at` is the path of documents. */
export async function sendDocument(api: Api, at: string, input: DocumentInput): Promise<string> {
  const { signal = new AbortController().signal } = input;
  const source = sourceOf(input.file);
  const bytes = await source.take(Math.min(source.size ?? MOST_BYTES, MOST_BYTES)).finally(() => source.close());
  const { name, type } = input.file as Partial<File>;
  const body = {
    filename: input.filename || name || 'unnamed',
    content_type: input.mimeType || type || 'application/octet-stream',
    file_size: bytes.length,
    name: input.name,
    description: input.description,
    knowledge_base_ids: input.knowledgeBaseIds,
  };
  const create = { body, signal, idempotencyKey: newIdempotencyKey() };
  const issued = await api.call<Schemas['IssuedDocumentView']>('POST', `${at}upload`, create);
  const target = async (anew: boolean): Promise<Target> => {
    if (!anew) return { url: issued.upload_url!, headers: issued.headers as Target['headers'] };
    const path = `/v1/uploads/${issued.upload_id}/sign`;
    const { presigned_url, headers } = await api.call<Upload>('POST', path, { signal, repeatable: true });
    return { url: presigned_url!, headers: headers as Target['headers'] };
  };
  const meter = new ProgressMeter(input.onProgress, bytes.length);
  const onSent = (sent: number) => meter.set(1, sent);
  const { retries } = api.connection;
  try {
    await sendPart({ bytes, target, onSent }, { retries, gate: new Gate(), signal }).catch((error: unknown) => {
      if (!hasCode(error, 'STORE_REFUSED') || error.status !== 412) throw error;
    });
    await api.call('POST', `${at}${issued.document_id}/confirm-upload`, { signal, repeatable: true });
  } catch (error) {
    const end = { signal: AbortSignal.timeout(10_000) };
    if (signal.aborted) await api.call('DELETE', `${at}${issued.document_id}`, end).catch(() => undefined);
    throw error;
  }
  return issued.document_id;
}
