import { Injectable } from '@nestjs/common';
import { Prisma } from '../../../generated/prisma/client.js';
import { Database, type Tx } from '../../../platform/prisma/database.js';
import type { Tenant } from '../../../shared/actor.js';
import type { Found, PageRequest } from '../../../shared/page.js';
import type { DocumentStatus } from '../domain/document.js';
import { type DocumentRecord, findDocuments } from './document-row.repository.js';

export interface DocumentFilter {
  status?: DocumentStatus;
  knowledgeBaseId?: string;
  /** A part of the name, in any case. */
  name?: string;
}

/** Lists of documents, newest first. */
@Injectable()
export class DocumentListRepository {
  constructor(private readonly database: Database) {}

  async list(tenant: Tenant, filter: DocumentFilter, page: PageRequest): Promise<Found<DocumentRecord>> {
    return this.database.tenant(tenant, async (tx) => {
      const ids = await this.idsOf(tx, tenant, filter, page);
      const rows = await findDocuments(tx, tenant.workspaceId, { id: { in: ids } });
      return { rows: rows.toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id)) };
    });
  }

  private async idsOf(tx: Tx, { workspaceId }: Tenant, filter: DocumentFilter, { limit, after }: PageRequest) {
    const conditions = [
      Prisma.sql`workspace_id = ${workspaceId} AND deleted_at IS NULL`,
      ...(after ? [Prisma.sql`id < ${after}`] : []),
      ...(filter.status ? [Prisma.sql`status = ${filter.status}::document_status`] : []),
    ];
    const found = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM documents WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY id DESC LIMIT ${limit + 1}`;
    return found.map(({ id }) => id);
  }
}
