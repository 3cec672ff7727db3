import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/prisma/database.js';
import type { Tenant } from '../../../shared/actor.js';
import { DocumentErrors } from '../domain/document.errors.js';

type Workspace = Pick<Tenant, 'workspaceId'>;

/** Which documents are in which knowledge bases. A document's row is locked before those of knowledge bases, by id. */
@Injectable()
export class MembershipsRepository {
  constructor(private readonly database: Database) {}

  /** Refuses unless all of these knowledge bases are there, in a transaction of its own. */
  async requireEach(tenant: Tenant, ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.database.tenant(tenant, (tx) => this.require(tx, tenant, ids));
  }

  private async require(tx: Tx, { workspaceId }: Workspace, ids: readonly string[]): Promise<void> {
    const where = { id: { in: [...ids] }, workspaceId, deletedAt: null };
    if ((await tx.knowledgeBase.count({ where })) < new Set(ids).size) throw DocumentErrors.knowledgeBaseNotFound();
  }

  /** Adds a document; a knowledge base that was deleted meanwhile is left out. */
  async add(tx: Tx, { workspaceId }: Workspace, documentId: string, ids: readonly string[]): Promise<void> {
    const locked = await this.lock(tx, { workspaceId }, ids);
    const data = locked.map((knowledgeBaseId) => ({ workspaceId, knowledgeBaseId, documentId }));
    if (data.length > 0) await tx.knowledgeBaseDocument.createMany({ data, skipDuplicates: true });
  }

  /** The document is in exactly these knowledge bases. Its row is locked. */
  async replace(tx: Tx, { workspaceId }: Workspace, documentId: string, ids: readonly string[]): Promise<void> {
    await this.require(tx, { workspaceId }, ids);
    const links = await tx.knowledgeBaseDocument.findMany({
      where: { documentId, workspaceId },
      select: { knowledgeBaseId: true },
    });
    const before = links.map(({ knowledgeBaseId }) => knowledgeBaseId);
    const live = await this.lock(tx, { workspaceId }, [...before, ...ids]);
    const [left, joined] = [
      before.filter((id) => live.includes(id) && !ids.includes(id)),
      live.filter((id) => ids.includes(id) && !before.includes(id)),
    ];
    if (left.length > 0)
      await tx.knowledgeBaseDocument.deleteMany({ where: { documentId, workspaceId, knowledgeBaseId: { in: left } } });
    const data = joined.map((knowledgeBaseId) => ({ workspaceId, knowledgeBaseId, documentId }));
    if (data.length > 0) await tx.knowledgeBaseDocument.createMany({ data });
  }

  /** Locks those that are not deleted, in the order of their ids: their counts are about to change. */
  private async lock(tx: Tx, { workspaceId }: Workspace, ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM knowledge_bases WHERE workspace_id = ${workspaceId} AND id = ANY(${[...ids]}) AND deleted_at IS NULL
      ORDER BY id FOR NO KEY UPDATE`;
    return rows.map(({ id }) => id);
  }
}
