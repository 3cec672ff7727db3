import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/prisma/database.js';
import type { Tenant } from '../../../shared/actor.js';
import type { UploadStatus } from '../domain/upload-states.js';

type Workspace = Pick<Tenant, 'workspaceId'>;

/** An upload as far as an object made of it depends on it. */
export interface ObjectCandidate {
  id: string;
  bucketId: string;
  status: UploadStatus;
  statusReason: string | null;
  contentType: string;
  blobProperty: string | null;
  blobType: string | null;
  createdBy: string;
}

/** The object that an upload names: the oldest of those it is part of. Lock order: uploads by id, then objects. */
@Injectable()
export class ObjectUploadsRepository {
  /** Locks the uploads that exist, in the order of their ids. */
  lock(tx: Tx, { workspaceId }: Workspace, ids: string[]): Promise<ObjectCandidate[]> {
    return tx.$queryRaw`
      SELECT id, bucket_id AS "bucketId", status::text AS status, status_reason AS "statusReason",
        content_type AS "contentType", blob_property AS "blobProperty", blob_type AS "blobType", created_by AS "createdBy"
      FROM uploads WHERE workspace_id = ${workspaceId} AND id = ANY(${ids}) AND status <> 'DELETED'
      ORDER BY id FOR UPDATE`;
  }

  /** Locked uploads that name no object yet name this one. */
  async attach(tx: Tx, { workspaceId }: Workspace, ids: string[], objectId: string): Promise<void> {
    await tx.upload.updateMany({ where: { id: { in: ids }, workspaceId, objectId: null }, data: { objectId } });
  }

  /** Locked uploads that name an object which goes name another one that has them, or none. */
  async reattach(
    tx: Tx,
    { workspaceId }: Workspace,
    from: string,
    others: { uploadId: string; objectId: string | null }[],
  ): Promise<void> {
    await tx.$executeRaw`
      UPDATE uploads u SET object_id = other.object_id
      FROM unnest(${others.map(({ uploadId }) => uploadId)}::text[], ${others.map(({ objectId }) => objectId)}::text[])
        AS other (upload_id, object_id)
      WHERE u.workspace_id = ${workspaceId} AND u.id = other.upload_id AND u.object_id = ${from}`;
  }
}
