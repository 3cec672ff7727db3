import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../shared/actor.js';
import { Errors } from '../../../shared/errors/errors.js';
import { type ListPage, type Page, pageOf } from '../../../shared/page.js';
import { DocumentErrors } from '../domain/document.errors.js';
import { DocumentAccess } from '../records/document-access.js';
import { type Chunk, chunkIdOf, indexIn } from './chunk.js';
import { type ChunkRange, ChunksRepository } from './chunks.repository.js';

export type ChunkPage = Page<Chunk & { id: string }>;

/** Which page of which document's chunks. */
export interface ChunkRequest {
  documentId: string;
  page: ListPage;
}

/** The text of documents in pieces, as callers read it. */
@Injectable()
export class ChunksService {
  constructor(
    private readonly documents: DocumentAccess,
    private readonly chunks: ChunksRepository,
  ) {}

  /** Empty until the document is SUCCESS, and from the moment its file may not be read. */
  async list(actor: Actor, documentId: string, page: ListPage): Promise<ChunkPage> {
    await this.documents.toRead(actor, documentId);
    const request = { documentId, page };
    const [found = []] = await this.chunks.listEach(actor, [rangeOf(request)]);
    return pageOfChunks(found, page);
  }

  /** Many pages by as many statements as one; a document that is not there is an error of its own. */
  async listEach(actor: Actor, requests: readonly ChunkRequest[]): Promise<(ChunkPage | Error)[]> {
    const ids = requests.map(({ documentId }) => documentId);
    const documents = await this.documents.toReadEach(actor, ids);
    const found = await this.chunks.listEach(actor, requests.map(rangeOf));
    return requests.map(({ documentId, page }, n) =>
      documents.has(documentId) ? pageOfChunks(found[n]!, page) : DocumentErrors.notFound(),
    );
  }
}

function rangeOf({ documentId, page: { after: cursor, limit } }: ChunkRequest): ChunkRange {
  if (cursor === undefined) return { documentId, limit };
  const after = indexIn(documentId, cursor);
  if (after === undefined) throw Errors.invalidField('cursor', 'is a cursor of another document’s chunks');
  return { documentId, after, limit };
}

function pageOfChunks(found: Chunk[], page: ListPage): ChunkPage {
  const chunks = found.map((chunk) => ({ ...chunk, id: chunkIdOf(chunk) }));
  return pageOf(chunks, page, (chunk) => chunk);
}
