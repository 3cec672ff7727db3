import { AirlockError } from '../errors/airlock-error.js';
import type { DownloadOptions, SignalOption } from '../files/files.js';
import { type Api, filled, newIdempotencyKey } from '../http/api.js';
import { itemsOf } from '../http/pages.js';
import { waitFor, type WaitOptions } from '../http/wait.js';
import type { Document, Page, Schemas } from '../schemas.js';
import { type DocumentInput, sendDocument } from './send-document.js';

export interface ListDocuments extends SignalOption {
  status?: Document['processing_status'];
  knowledge_base_id?: string;
  name?: string;
  /** 1 to 100. Default: 20. */
  limit?: number;
  cursor?: string;
}

export interface SearchDocuments extends SignalOption {
  q: string;
  knowledge_base_id?: string;
  limit?: number;
}

/** The documents of the client's workspace: sent, read and searched. Names are those of the service. */
export class Documents {
  private workspaceId?: Promise<string>;

  constructor(private readonly api: Api) {}

  /** Sends a document and confirms it. Its text is read afterwards: `waitForIngestion` tells when. */
  async upload(input: DocumentInput): Promise<Document> {
    const id = await sendDocument(this.api, await this.at('/'), input);
    return this.get(id, { signal: input.signal });
  }

  /** Makes a document of a file that is available. */
  async createOfUpload(body: Schemas['DocumentOfUploadInput'], { signal }: SignalOption = {}): Promise<Document> {
    return this.api.call('POST', await this.at(''), { body, signal, idempotencyKey: newIdempotencyKey() });
  }

  async get(documentId: string, { signal }: SignalOption = {}): Promise<Document> {
    return this.api.call('GET', await this.at('/{documentId}', { documentId }), { signal });
  }

  async update(
    documentId: string,
    body: Schemas['UpdateDocumentInput'],
    { signal }: SignalOption = {},
  ): Promise<Document> {
    return this.api.call('PATCH', await this.at('/{documentId}', { documentId }), { body, signal });
  }

  async delete(documentId: string, { signal }: SignalOption = {}): Promise<void> {
    return this.api.call('DELETE', await this.at('/{documentId}', { documentId }), { signal });
  }

  /** Reads its text again. */
  async reprocess(documentId: string, { signal }: SignalOption = {}): Promise<Schemas['ProcessingStartedView']> {
    return this.api.call('POST', await this.at('/{documentId}/reprocess', { documentId }), { signal });
  }

  /** How far the service is with it. */
  async processing(documentId: string, { signal }: SignalOption = {}): Promise<Schemas['ProcessingView']> {
    return this.api.call('GET', await this.at('/{documentId}/processing-status', { documentId }), { signal });
  }

  /** Waits until its text can be read and found. Rejects with `INGESTION_FAILED`, whose `statusReason` says why not. */
  waitForIngestion(documentId: string, options: WaitOptions = {}): Promise<Schemas['ProcessingView']> {
    return waitFor(options, async (signal) => {
      const state = await this.processing(documentId, { signal });
      if (state.processing_status === 'FAILURE') throw failed(state);
      return state.processing_status === 'SUCCESS' ? state : undefined;
    });
  }

  async downloadUrl(documentId: string, { signal }: DownloadOptions = {}): Promise<{ url: string }> {
    const path = await this.at('/{documentId}/download-url', { documentId });
    const { download_url } = await this.api.call<Schemas['DocumentLinkView']>('GET', path, { signal });
    return { url: download_url };
  }

  /** One page of its pieces of text, in their order. */
  async chunks(
    documentId: string,
    { signal, ...query }: { limit?: number; cursor?: string } & SignalOption = {},
  ): Promise<Page<Schemas['ChunkView']>> {
    return this.api.call('GET', await this.at('/{documentId}/chunks', { documentId }), { query, signal });
  }

  async search({ signal, ...query }: SearchDocuments): Promise<Schemas['SearchView']> {
    return this.api.call('GET', await this.at('/search'), { query: { ...query }, signal });
  }

  /** One page of the documents, newest first. */
  async list({ signal, ...query }: ListDocuments = {}): Promise<Page<Document>> {
    return this.api.call('GET', await this.at(''), { query, signal });
  }

  /** All of them: `for await (const document of documents.each())`. */
  each(query: ListDocuments = {}): AsyncGenerator<Document, void, undefined> {
    return itemsOf((cursor) => this.list({ ...query, cursor: cursor ?? query.cursor }));
  }

  /** Documents stand below their workspace: that of the credentials, unless the client names one. */
  private async at(path: string, values: Record<string, string> = {}): Promise<string> {
    this.workspaceId ??= this.api
      .call<Schemas['ViewerView']>('GET', '/v1/me')
      .then(({ workspace_id }) => workspace_id)
      .catch((error: unknown) => {
        this.workspaceId = undefined;
        throw error;
      });
    return filled(`/api/workspaces/{workspaceId}/documents${path}`, { ...values, workspaceId: await this.workspaceId });
  }
}

const failed = ({ error }: Schemas['ProcessingView']) =>
  new AirlockError({
    code: 'INGESTION_FAILED',
    message: error?.message ?? 'The text of the document could not be read.',
    statusReason: error?.code,
  });
