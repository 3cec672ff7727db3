import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../shared/actor.js';
import { Errors } from '../../../shared/errors/errors.js';
import { type ListPage, type Page, pageOf } from '../../../shared/page.js';
import { DocumentAccess } from '../records/document-access.js';
import { type Chunk, chunkIdOf, indexIn } from './chunk.js';
import { ChunksRepository } from './chunks.repository.js';

/** The text of a document in pieces, as callers read it. */
@Injectable()
export class ChunksService {
  constructor(
    private readonly documents: DocumentAccess,
    private readonly chunks: ChunksRepository,
  ) {}

  /** Empty until the document is SUCCESS, and from the moment its file may not be read. */
  async list(actor: Actor, documentId: string, page: ListPage): Promise<Page<Chunk & { id: string }>> {
    const { id } = await this.documents.toRead(actor, documentId);
    const after = page.after === undefined ? undefined : indexIn(id, page.after);
    if (page.after !== undefined && after === undefined)
      throw Errors.invalidField('cursor', 'is a cursor of another document’s chunks');
    const rows = await this.chunks.list(actor, id, { after, limit: page.limit });
    return pageOf(
      rows.map((chunk) => ({ ...chunk, id: chunkIdOf(chunk) })),
      page,
      (chunk) => chunk,
    );
  }
}
