import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/prisma/database.js';
import { behind, inOrder } from '../../platform/prisma/list-order.js';
import type { Tenant } from '../../shared/actor.js';
import { isId } from '../../shared/ids.js';
import type { PageRequest } from '../../shared/page.js';
import { findUploads } from '../uploads/index.js';
import type { AttachedFile } from './attached-file.js';
import type { Attachment, NewAttachment, RecordPlace } from './domain/attachment.js';

/** Attachments and their files, each statement bound to one workspace. */
@Injectable()
export class AttachmentsRepository {
  constructor(private readonly database: Database) {}

  async find(tenant: Tenant, id: string): Promise<AttachedFile | null> {
    if (!isId('att', id)) return null;
    const where = { id, workspaceId: tenant.workspaceId };
    return this.database.tenant(tenant, async (tx) => {
      const row = await tx.attachment.findFirst({ where });
      return row && ((await withUploads(tx, tenant, [row]))[0] ?? null);
    });
  }

  /** Newest first; one beyond the limit means that there is a next page. */
  async list(
    tenant: Tenant,
    { recordType, recordId }: Omit<RecordPlace, 'name'>,
    page: PageRequest,
  ): Promise<AttachedFile[]> {
    const where = { workspaceId: tenant.workspaceId, recordType, recordId, id: behind(page) };
    const query = { where, orderBy: { id: inOrder(page) }, take: page.limit + 1 };
    return this.database.tenant(tenant, async (tx) => withUploads(tx, tenant, await tx.attachment.findMany(query)));
  }

  /** The attachment of this file at this place: this one, or the one that was there. The upload's row must be held. */
  async insert(tx: Tx, attachment: NewAttachment): Promise<Attachment> {
    await tx.attachment.createMany({ data: [attachment], skipDuplicates: true });
    const { uploadId, recordType, recordId, name, workspaceId } = attachment;
    return tx.attachment.findFirstOrThrow({ where: { uploadId, recordType, recordId, name, workspaceId } });
  }

  /** `false`: it was gone. */
  async remove(tenant: Tenant, { id, workspaceId }: Attachment): Promise<boolean> {
    const { count } = await this.database.tenant(tenant, (tx) =>
      tx.attachment.deleteMany({ where: { id, workspaceId } }),
    );
    return count > 0;
  }
}

/** By one read. A file whose record has gone between the two took its attachments along. */
async function withUploads(tx: Tx, { workspaceId }: Tenant, rows: Attachment[]): Promise<AttachedFile[]> {
  const ids = [...new Set(rows.map(({ uploadId }) => uploadId))];
  const uploads = ids.length ? await findUploads(tx, [workspaceId], ids) : new Map<string, never>();
  return rows.flatMap((row) => {
    const upload = uploads.get(row.uploadId);
    return upload ? [{ ...row, upload }] : [];
  });
}
