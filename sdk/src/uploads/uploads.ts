import { type Api, filled, newIdempotencyKey } from '../http/api.js';
import { itemsOf } from '../http/pages.js';
import type { DownloadLink, DownloadOptions, SignalOption } from '../files/files.js';
import type { Page, Schemas, Upload } from '../schemas.js';

export interface ListUploads extends SignalOption {
  status?: Upload['status'];
  /** Id or name. */
  bucket_id?: string;
  content_type?: string;
  created_after?: string;
  /** One pair, together with `bucket_id`. */
  metadata?: Record<string, string | number | boolean>;
  /** 1 to 100. Default: 20. */
  limit?: number;
  cursor?: string;
}

/** The uploads API step by step, for clients that send the bytes themselves. Names are those of the service. */
export class Uploads {
  constructor(private readonly api: Api) {}

  /** Announces a file. The answer has the URL to send it to. */
  create(bucket: string, input: Schemas['CreateUploadInput'], { signal }: SignalOption = {}): Promise<Upload> {
    const call = { body: input, signal, idempotencyKey: newIdempotencyKey() };
    return this.api.call('POST', filled('/v1/buckets/{bucket}/uploads', { bucket }), call);
  }

  /** Announces up to 100 files, all or none. */
  createMany(
    bucket: string,
    uploads: Schemas['CreateUploadInput'][],
    { signal }: SignalOption = {},
  ): Promise<Schemas['CreatedUploadsView']> {
    const call = { body: { uploads }, signal, idempotencyKey: newIdempotencyKey() };
    return this.api.call('POST', filled('/v1/buckets/{bucket}/uploads/batch', { bucket }), call);
  }

  get(uploadId: string, { signal }: SignalOption = {}): Promise<Upload> {
    return this.api.call('GET', at(uploadId), { signal });
  }

  /** Says that the bytes have arrived. Safe to repeat. */
  confirm(uploadId: string, body: Schemas['ConfirmUploadBody'] = {}, { signal }: SignalOption = {}): Promise<Upload> {
    return this.api.call('POST', at(uploadId, '/confirm'), { body, signal, repeatable: true });
  }

  /** A new URL for an upload whose bytes have not arrived. */
  sign(uploadId: string, { signal }: SignalOption = {}): Promise<Upload> {
    return this.api.call('POST', at(uploadId, '/sign'), { signal, repeatable: true });
  }

  /** URLs for up to 1,000 parts. */
  signParts(
    uploadId: string,
    partNumbers: number[],
    { signal }: SignalOption = {},
  ): Promise<Schemas['SignedPartsView']> {
    const call = { body: { part_numbers: partNumbers }, signal, repeatable: true };
    return this.api.call('POST', at(uploadId, '/parts'), call);
  }

  /** The parts that the store has, and those that are missing. */
  parts(uploadId: string, { signal }: SignalOption = {}): Promise<Schemas['StoredPartsView']> {
    return this.api.call('GET', at(uploadId, '/parts'), { signal });
  }

  /** What happened so far, and what it waits for. */
  timeline(uploadId: string, { signal }: SignalOption = {}): Promise<Schemas['TimelineView']> {
    return this.api.call('GET', at(uploadId, '/timeline'), { signal });
  }

  async downloadUrl(uploadId: string, { signal, expiresIn, ...query }: DownloadOptions = {}): Promise<DownloadLink> {
    const call = { query: { ...query, expires_in: expiresIn }, signal };
    const link = await this.api.call<Schemas['DownloadLinkView']>('GET', at(uploadId, '/download-url'), call);
    return { url: link.download_url, expiresAt: link.expires_at };
  }

  /** Cancels an upload that is not finished and answers it; deletes the file of one that is, and answers nothing. */
  cancel(uploadId: string, { signal }: SignalOption = {}): Promise<Upload | undefined> {
    return this.api.call('DELETE', at(uploadId), { signal });
  }

  /** One page of the uploads of the workspace, newest first. */
  list({ signal, ...query }: ListUploads = {}): Promise<Page<Upload>> {
    return this.api.call('GET', '/v1/uploads', { query, signal });
  }

  /** All of them: `for await (const upload of uploads.each())`. */
  each(query: ListUploads = {}): AsyncGenerator<Upload, void, undefined> {
    return itemsOf((cursor) => this.list({ ...query, cursor: cursor ?? query.cursor }));
  }
}

const at = (uploadId: string, then = '') => filled('/v1/uploads/{uploadId}', { uploadId }) + then;
