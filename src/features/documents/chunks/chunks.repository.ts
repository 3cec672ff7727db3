import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/prisma/database.js';
import type { Tenant } from '../../../shared/actor.js';
import type { Chunk } from './chunk.js';
import { isReadableDocument } from './readable-document.queries.js';

/** The chunks of documents that can be read at this moment. */
@Injectable()
export class ChunksRepository {
  constructor(private readonly database: Database) {}

  /** In the order of the text; one beyond the limit means that there is a next page. */
  async list(
    tenant: Tenant,
    documentId: string,
    { after = -1, limit }: { after?: number; limit: number },
  ): Promise<Chunk[]> {
    return this.database.tenant(
      tenant,
      (tx) => tx.$queryRaw<Chunk[]>`
        SELECT document_id AS "documentId", index, text, page, sheet, "row", start_offset AS "startOffset",
          end_offset AS "endOffset", token_count AS "tokenCount"
        FROM document_chunks
        WHERE workspace_id = ${tenant.workspaceId} AND document_id = ${documentId} AND index > ${after}
          AND EXISTS (SELECT FROM documents d
            WHERE d.id = ${documentId} AND d.workspace_id = ${tenant.workspaceId} AND ${isReadableDocument})
        ORDER BY index LIMIT ${limit + 1}`,
    );
  }
}
