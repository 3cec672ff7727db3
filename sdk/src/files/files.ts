import { rejection } from '../errors/rejection.js';
import { type Api, filled, newIdempotencyKey } from '../http/api.js';
import { followUntil } from '../http/follow.js';
import { itemsOf } from '../http/pages.js';
import { waitFor, type WaitOptions } from '../http/wait.js';
import type { AirlockFile, Page, Schemas } from '../schemas.js';
import type { UploadInput } from '../transfer/upload-input.js';
import { startUpload, type UploadTask } from './upload-task.js';

export interface SignalOption {
  signal?: AbortSignal;
}

export interface ListFiles extends SignalOption {
  /** Id or name. */
  bucket?: string;
  status?: AirlockFile['status'];
  /** 1 to 100. Default: 20. */
  limit?: number;
  cursor?: string;
}

export interface DownloadOptions extends SignalOption {
  /** The name to offer. */
  filename?: string;
  /** Seconds, 1 to 3600. Default: 300. */
  expiresIn?: number;
  disposition?: 'inline' | 'attachment';
}

/** A link that needs no credentials. */
export interface DownloadLink {
  url: string;
  expiresAt: string;
}

const ENDED = /^event: ?upload\.(available|rejected|expired|canceled|quarantined|deleted)\s*$/;

/** Files: sent, followed until they are admitted, read and deleted. */
export class Files {
  constructor(private readonly api: Api) {}

  /**
   * Sends a file and answers it once it has arrived. It is then checked: `waitForScan` tells the verdict. The returned promise
   * also has `pause()`, `resume()` and `abort()`.
   */
  upload(input: UploadInput): UploadTask {
    return startUpload(this.api, input);
  }

  /** Announces a file and answers where to send it. For clients of your own; `upload` does all of it. */
  presign(input: Schemas['PresignInput'], { signal }: SignalOption = {}): Promise<Schemas['PresignedFileView']> {
    const call = { body: input, signal, idempotencyKey: newIdempotencyKey() };
    return this.api.call('POST', '/v1/files/presign', call);
  }

  /** Says that the bytes of a presigned file have arrived. Safe to repeat. */
  confirm(fileId: string, { signal }: SignalOption = {}): Promise<Schemas['ConfirmedFileView']> {
    const path = filled('/v1/files/presign/{fileId}/confirm', { fileId });
    return this.api.call('POST', path, { body: {}, signal, repeatable: true });
  }

  /** Everything that is known of a file. */
  metadata(fileId: string, { signal }: SignalOption = {}): Promise<AirlockFile> {
    return this.api.call('GET', filled('/v1/files/{fileId}', { fileId }), { signal });
  }

  /** Waits until the file is admitted. A rejected one rejects with `FILE_REJECTED` and the `statusReason`. */
  waitForScan(fileId: string, options: WaitOptions = {}): Promise<AirlockFile> {
    const look = async (signal: AbortSignal) => {
      const file = await this.metadata(fileId, { signal });
      if (file.status === 'rejected') throw rejection(file);
      return file.status === 'available' ? file : undefined;
    };
    const events = filled('/v1/uploads/{fileId}/events', { fileId });
    return waitFor(options, look, (signal) => followUntil(this.api, events, ENDED, signal));
  }

  /** A link of a limited life to the bytes of an available file. */
  async downloadUrl(fileId: string, { signal, expiresIn, ...query }: DownloadOptions = {}): Promise<DownloadLink> {
    const call = { query: { ...query, expires_in: expiresIn }, signal };
    const path = filled('/v1/files/{fileId}/download-url', { fileId });
    const link = await this.api.call<Schemas['DownloadLinkView']>('GET', path, call);
    return { url: link.download_url, expiresAt: link.expires_at };
  }

  /** Deletes a file, or ends an upload that is not finished. */
  delete(fileId: string, { signal }: SignalOption = {}): Promise<void> {
    return this.api.call('DELETE', filled('/v1/files/{fileId}', { fileId }), { signal });
  }

  /** One page of the files of the workspace, newest first. */
  list({ signal, ...query }: ListFiles = {}): Promise<Page<AirlockFile>> {
    return this.api.call('GET', '/v1/files', { query, signal });
  }

  /** All of them: `for await (const file of files.each())`. */
  each(query: ListFiles = {}): AsyncGenerator<AirlockFile, void, undefined> {
    return itemsOf((cursor) => this.list({ ...query, cursor: cursor ?? query.cursor }));
  }
}
