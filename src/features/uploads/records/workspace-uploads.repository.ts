import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/prisma/database.js';
import type { Tenant } from '../../../shared/actor.js';
import type { Upload } from '../domain/upload.js';
import { toUpload, withRelations } from './upload-row.repository.js';

/** The statuses of files, and of uploads that may become files. */
const LIVE = ['PENDING', 'UPLOADING', 'SCANNING', 'AVAILABLE'] as const;

/** A workspace's uploads as a whole, for its end. */
@Injectable()
export class WorkspaceUploadsRepository {
  constructor(private readonly database: Database) {}

  /** Whether there are files, or uploads that may become files. */
  async holdsFiles({ workspaceId, organizationId }: Tenant): Promise<boolean> {
    const where = { workspaceId, organizationId, status: { in: [...LIVE] } };
    return (await this.database.system.upload.findFirst({ where, select: { id: true } })) !== null;
  }

  /** Some of what is left, whatever its status. */
  async some(tenant: Tenant, limit: number): Promise<Upload[]> {
    const where = { workspaceId: tenant.workspaceId };
    const query = { where, include: withRelations, orderBy: { id: 'asc' as const }, take: limit };
    const rows = await this.database.tenant(tenant, (tx) => tx.upload.findMany(query));
    return rows.map(toUpload);
  }

  /** Deletes records that have ended for good, with their timelines. Answers how many. */
  async purge(tenant: Tenant, ids: string[]): Promise<number> {
    const { workspaceId } = tenant;
    return this.database.tenant(tenant, async (tx) => {
      const dead = { id: { in: ids }, workspaceId, status: 'DELETED' as const };
      const { count } = await tx.upload.deleteMany({ where: dead });
      await tx.uploadEvent.deleteMany({ where: { uploadId: { in: ids }, workspaceId } });
      return count;
    });
  }
}
