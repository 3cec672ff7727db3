import { Injectable } from '@nestjs/common';
import type { Prisma } from '../../../generated/prisma/client.js';
import { Database, type Tx } from '../../../platform/prisma/database.js';
import type { Tenant } from '../../../shared/actor.js';
import { isId } from '../../../shared/ids.js';
import type { UploadStatus } from '../../uploads/index.js';
import type { NewDocument } from '../domain/document.js';
import type { DocumentLanguage } from '../domain/language.js';
import { type DocumentRecord, findDocuments, visible } from './document-row.repository.js';

/** The status of an upload's row, which is locked. */
interface LockedStatus {
  storedStatus: UploadStatus;
  statusReason: string | null;
}

/** Documents, each statement bound to one workspace. Deleted ones are left out. Lock order: upload, document, knowledge bases. */
@Injectable()
export class DocumentsRepository {
  constructor(private readonly database: Database) {}

  async find(tenant: Tenant, id: string): Promise<DocumentRecord | null> {
    return (await this.findEach(tenant, [id])).get(id) ?? null;
  }

  /** The ones that exist, by id. */
  async findEach(tenant: Tenant, ids: readonly string[]): Promise<Map<string, DocumentRecord>> {
    const known = ids.filter((id) => isId('doc', id));
    if (known.length === 0) return new Map();
    const found = await this.database.tenant(tenant, (tx) =>
      findDocuments(tx, tenant.workspaceId, { id: { in: known } }),
    );
    return new Map(found.map((document) => [document.id, document]));
  }

  async findIn(tx: Tx, { workspaceId }: Tenant, id: string): Promise<DocumentRecord | null> {
    return (await findDocuments(tx, workspaceId, { id }))[0] ?? null;
  }

  /**
   * Inserts the document of a locked upload, in the state that follows from the upload's. `false`: the upload has one. Its
   * knowledge bases are added by their own repository.
   */
  async insert(tx: Tx, document: NewDocument, { storedStatus, statusReason }: LockedStatus): Promise<boolean> {
    const { knowledgeBaseIds: _, metadata, ...columns } = document;
    const data = { ...columns, metadata: metadata as Prisma.InputJsonObject };
    const { count } = await tx.document.createMany({ data, skipDuplicates: true });
    if (count === 0) return false;
    await tx.$executeRaw`
      SELECT follow_upload(${document.workspaceId}, ${document.id}, ${storedStatus}::upload_status, ${statusReason})`;
    return true;
  }

  /**
   * Locks the document's row; `false` when it is deleted. NO KEY, here and below: chunks that are being inserted hold the key
   * of their document for as long as that takes, and are not waited for.
   */
  async lock(tx: Tx, { workspaceId }: Tenant, id: string): Promise<boolean> {
    const rows = await tx.$queryRaw<unknown[]>`
      SELECT FROM documents WHERE id = ${id} AND workspace_id = ${workspaceId} AND deleted_at IS NULL FOR NO KEY UPDATE`;
    return rows.length > 0;
  }

  async update(
    tx: Tx,
    { workspaceId }: Tenant,
    id: string,
    changes: { name?: string; description?: string | null },
  ): Promise<void> {
    const where = { id, workspaceId, ...visible };
    await tx.document.updateMany({ where, data: { ...changes, updatedAt: new Date() } });
  }

  /**
   * The words of chunks are made by the language, so a document that has chunks or is being ingested starts again: a worker
   * that holds it loses its lease. No effect if it has the language. Its row is locked.
   */
  async changeLanguage(tx: Tx, { workspaceId }: Tenant, id: string, language: DocumentLanguage): Promise<void> {
    const [changed] = await tx.$queryRaw<{ isToIngest: boolean }[]>`
      UPDATE documents SET language = ${language}
      WHERE id = ${id} AND workspace_id = ${workspaceId} AND deleted_at IS NULL AND language <> ${language}
      RETURNING (status = 'SUCCESS' AND chunk_count > 0) OR next_attempt_at IS NOT NULL AS "isToIngest"`;
    if (changed?.isToIngest) await tx.$executeRaw`SELECT follow_upload(${workspaceId}, ${id}, 'AVAILABLE', NULL)`;
  }

  /** Its text is extracted again. No effect while that is under way. Its upload's row is locked, and AVAILABLE. */
  async requeue(tx: Tx, { workspaceId }: Tenant, id: string): Promise<void> {
    const ended = await tx.$queryRaw<unknown[]>`
      SELECT FROM documents
      WHERE id = ${id} AND workspace_id = ${workspaceId} AND status IN ('SUCCESS', 'FAILURE') AND deleted_at IS NULL
      FOR NO KEY UPDATE`;
    if (ended.length > 0) await tx.$executeRaw`SELECT follow_upload(${workspaceId}, ${id}, 'AVAILABLE', NULL)`;
  }
}
