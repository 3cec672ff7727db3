import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/prisma/database.js';
import type { Upload } from '../domain/upload.js';
import { toUpload, withRelations } from './upload-row.repository.js';

/** An upload that one worker admits: no other writes its outcome while the lease lasts. */
export type LeasedUpload = Upload & {
  leaseToken: string;
  /** How often the scanner gave no verdict on it. */
  scanFailures: number;
};

type Lease = Pick<LeasedUpload, 'id' | 'workspaceId' | 'leaseToken'>;

/** Reads and writes of an upload's row that are valid under its lease only. */
@Injectable()
export class LeasedUploadsRepository {
  constructor(private readonly database: Database) {}

  async find(id: string, leaseToken: string): Promise<LeasedUpload | null> {
    const where = { id, leaseToken };
    const row = await this.database.system.upload.findFirst({ where, include: withRelations });
    return row && { ...toUpload(row), leaseToken, scanFailures: row.scanFailures };
  }

  /** Locks the row and reads the hash that the client has declared by now. `null`: the lease was lost. */
  async lock(tx: Tx, { id, workspaceId, leaseToken }: Lease): Promise<Pick<Upload, 'declaredHash'> | null> {
    const [row] = await tx.$queryRaw<Pick<Upload, 'declaredHash'>[]>`
      SELECT declared_hash AS "declaredHash" FROM uploads
      WHERE id = ${id} AND workspace_id = ${workspaceId} AND lease_token = ${leaseToken} AND status = 'SCANNING' FOR UPDATE`;
    return row ?? null;
  }

  /** The ETag that clients see. `false`: the lease was lost. */
  async noteEtag({ id, workspaceId, leaseToken }: Lease, etag: string): Promise<boolean> {
    const where = { id, workspaceId, leaseToken, status: 'SCANNING' as const };
    const { count } = await this.database.system.upload.updateMany({ where, data: { etag } });
    return count > 0;
  }
}
