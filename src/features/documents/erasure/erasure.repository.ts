import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/prisma/database.js';

/** Documents and knowledge bases that one transaction looks at. */
const AT_ONCE = 20;

/** Erases what belongs to deleted documents and knowledge bases, in bounded batches. Safe to repeat. */
@Injectable()
export class ErasureRepository {
  constructor(private readonly database: Database) {}

  /**
   * Deletes up to `batch` chunks, and the documents that have none left; `true` when there may be more. A document to which
   * chunks are being added is left to a later run: its whole row is locked, because it is deleted.
   */
  async eraseDocuments(batch: number): Promise<boolean> {
    return this.database.asSystem(async (tx) => {
      const hidden = await tx.$queryRaw<{ id: string }[]>`
        SELECT id FROM documents WHERE deleted_at IS NOT NULL ORDER BY deleted_at LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED`;
      return this.erase(tx, hidden, batch);
    });
  }

  /** Takes the documents out of deleted knowledge bases, then deletes those; `true` when there may be more. */
  async eraseKnowledgeBases(batch: number): Promise<boolean> {
    return this.database.asSystem(async (tx) => {
      const hidden = await tx.$queryRaw<{ id: string }[]>`
        SELECT id FROM knowledge_bases WHERE deleted_at IS NOT NULL ORDER BY deleted_at LIMIT ${AT_ONCE}
        FOR UPDATE SKIP LOCKED`;
      const ids = hidden.map(({ id }) => id);
      if (ids.length === 0) return false;
      // A link that another transaction holds is deleted by it, or by the next run: nothing is waited for.
      const links = await tx.$executeRaw`
        DELETE FROM knowledge_base_documents WHERE ctid = ANY (ARRAY(
          SELECT ctid FROM knowledge_base_documents WHERE knowledge_base_id = ANY(${ids}) LIMIT ${batch}
          FOR UPDATE SKIP LOCKED))`;
      await tx.$executeRaw`
        DELETE FROM knowledge_bases k WHERE id = ANY(${ids})
          AND NOT EXISTS (SELECT FROM knowledge_base_documents WHERE knowledge_base_id = k.id)`;
      return links === batch || ids.length === AT_ONCE;
    });
  }

  /** Everything of a workspace that is about to be deleted, in transactions of their own. */
  async eraseWorkspace(workspaceId: string, batch: number): Promise<void> {
    const eraseSome = (tx: Tx) => this.eraseOldest(tx, workspaceId, batch);
    while (await this.database.asSystem(eraseSome));
  }

  /** Waits for chunks that are being inserted: what deletes the workspace next needs these rows gone. */
  private async eraseOldest(tx: Tx, workspaceId: string, batch: number): Promise<boolean> {
    const oldest = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM documents WHERE workspace_id = ${workspaceId} ORDER BY id LIMIT ${AT_ONCE} FOR UPDATE`;
    await this.erase(tx, oldest, batch);
    return oldest.length > 0;
  }

  /** The rows are locked: no chunk is added meanwhile. */
  private async erase(tx: Tx, documents: { id: string }[], batch: number): Promise<boolean> {
    const ids = documents.map(({ id }) => id);
    if (ids.length === 0) return false;
    const chunks = await tx.$executeRaw`
      DELETE FROM document_chunks WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM document_chunks WHERE document_id = ANY(${ids}) LIMIT ${batch}))`;
    await tx.$executeRaw`
      DELETE FROM documents d WHERE id = ANY(${ids})
        AND NOT EXISTS (SELECT FROM document_chunks WHERE document_id = d.id)`;
    return chunks === batch || ids.length === AT_ONCE;
  }
}
