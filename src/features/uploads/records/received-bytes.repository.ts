import { Injectable } from '@nestjs/common';
import type { UploadedPart } from '../../../platform/object-store/object-store.js';
import { Database } from '../../../platform/prisma/database.js';
import { UsageLedger } from '../../workspaces/index.js';
import { nothingReceived, type ReceivedBytes } from '../domain/received-bytes.js';
import type { Upload } from '../domain/upload.js';

type Key = Pick<Upload, 'id' | 'workspaceId' | 'organizationId'>;

/** The right to write to one upload: it is lost once another request has taken the lock. */
export interface WriteLock {
  token: string;
}

/**
 * What has arrived of uploads by tus. A byte counts once it is recorded here: parts of the store that are not recorded, or
 * were written without the lock, are never part of a file.
 */
@Injectable()
export class ReceivedBytesRepository {
  constructor(
    private readonly database: Database,
    private readonly ledger: UsageLedger,
  ) {}

  /** The client's description of a new upload, as it sent it. */
  async describe(upload: Key, metadata: string): Promise<void> {
    const { id, workspaceId } = upload;
    await this.database.tenant(
      upload,
      (tx) => tx.$executeRaw`
        INSERT INTO tus_uploads (upload_id, workspace_id, metadata) VALUES (${id}, ${workspaceId}, ${metadata})
        ON CONFLICT (upload_id) DO NOTHING`,
    );
  }

  async find(upload: Key): Promise<ReceivedBytes & { metadata: string }> {
    const { id: uploadId, workspaceId } = upload;
    const where = { uploadId, workspaceId };
    const row = await this.database.tenant(upload, (tx) => tx.tusUpload.findFirst({ where }));
    if (!row) return { ...nothingReceived, metadata: '' };
    const { partCount, partBytes, tailBytes, tailEtag, metadata } = row;
    const tail = tailEtag === null ? null : { size: tailBytes, etag: tailEtag };
    return { partCount, partBytes: Number(partBytes), tail, metadata };
  }

  /** The parts of the file, in their order. */
  async partsOf(upload: Key): Promise<UploadedPart[]> {
    const { id: uploadId, workspaceId } = upload;
    const query = { where: { uploadId, workspaceId }, orderBy: { partNumber: 'asc' as const } };
    const rows = await this.database.tenant(upload, (tx) => tx.tusPart.findMany(query));
    return rows.map(({ partNumber, etag, size }) => ({ partNumber, etag, size }));
  }

  /** The next part, which has the bytes of the tail in it. `false`: the lock is lost, or this is not the next part. */
  async addPart(upload: Key, { token }: WriteLock, { partNumber, etag, size }: UploadedPart): Promise<boolean> {
    const { id, workspaceId } = upload;
    const added = await this.database.tenant(
      upload,
      (tx) => tx.$executeRaw`
        WITH next AS (
          UPDATE tus_uploads SET part_count = part_count + 1, part_bytes = part_bytes + ${size}::int, tail_bytes = 0, tail_etag = NULL
          WHERE upload_id = ${id} AND workspace_id = ${workspaceId} AND lock_token = ${token} AND part_count = ${partNumber - 1}::int
          RETURNING upload_id, workspace_id)
        INSERT INTO tus_parts (upload_id, part_number, workspace_id, etag, size)
        SELECT upload_id, ${partNumber}::int, workspace_id, ${etag}, ${size}::int FROM next`,
    );
    return added > 0;
  }

  /** The bytes after the parts; `null`: they are lost. `false`: the lock is lost. */
  async setTail(upload: Key, { token }: WriteLock, tail: ReceivedBytes['tail']): Promise<boolean> {
    const where = { uploadId: upload.id, workspaceId: upload.workspaceId, lockToken: token };
    const data = { tailBytes: tail?.size ?? 0, tailEtag: tail?.etag ?? null };
    const { count } = await this.database.tenant(upload, (tx) => tx.tusUpload.updateMany({ where, data }));
    return count > 0;
  }

  /** The size of an upload that was created without one; what was reserved beyond it is free. `false`: too late. */
  async declareSize(upload: Key, size: number): Promise<boolean> {
    const { id, workspaceId, organizationId } = upload;
    return this.database.tenant(upload, async (tx) => {
      const [row] = await tx.$queryRaw<{ reserved: bigint }[]>`
        SELECT reserved_bytes AS reserved FROM uploads
        WHERE id = ${id} AND workspace_id = ${workspaceId} AND status IN ('PENDING', 'UPLOADING')
          AND declared_size IS NULL AND reserved_bytes >= ${BigInt(size)} FOR UPDATE`;
      if (!row) return false;
      await tx.upload.updateMany({ where: { id, workspaceId }, data: { declaredSize: size, reservedBytes: size } });
      await this.ledger.shrink(tx, organizationId, Number(row.reserved) - size);
      return true;
    });
  }
}
