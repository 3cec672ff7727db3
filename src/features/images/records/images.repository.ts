import { Injectable } from '@nestjs/common';
import { Prisma } from '../../../generated/prisma/client.js';
import { Database } from '../../../platform/prisma/database.js';
import type { Tenant } from '../../../shared/actor.js';

export interface ImageVariant {
  name: string;
  key: string;
  width: number;
  height: number;
  /** In bytes. */
  size: number;
}

/** What is known of a picture, and its variants. */
export interface ImageRecord {
  blobId: string;
  status: 'PENDING' | 'DONE' | 'FAILED';
  recipe: number;
  /** Null until it was decoded. */
  width: number | null;
  height: number | null;
  errorCode: string | null;
  /** When the variants, or the failure, were recorded. */
  finishedAt: Date | null;
  variants: ImageVariant[];
}

const shown = {
  ...{ blobId: true, status: true, recipe: true, width: true, height: true, errorCode: true },
  finishedAt: true,
  variants: { select: { name: true, key: true, width: true, height: true, size: true } },
} as const;

/** Pictures of one workspace, as its users see them. */
@Injectable()
export class ImagesRepository {
  constructor(private readonly database: Database) {}

  /** By the id of their content, by as many statements as for one; contents that are no pictures are left out. */
  async ofBlobs(tenant: Tenant, blobIds: string[]): Promise<Map<string, ImageRecord>> {
    if (blobIds.length === 0) return new Map();
    const where = { workspaceId: tenant.workspaceId, blobId: { in: blobIds } };
    const rows = await this.database.tenant(tenant, (tx) => tx.image.findMany({ where, select: shown }));
    return new Map(rows.map((row) => [row.blobId, row]));
  }

  /**
   * Has the variants made, unless they are being made already or were since `seen` was read: however often it is called,
   * there is one job. Without `seen` they are made whatever there is.
   */
  async request(tenant: Tenant, blobId: string, seen?: Pick<ImageRecord, 'finishedAt'>): Promise<void> {
    const { workspaceId } = tenant;
    const isAsSeen = seen ? Prisma.sql`images.finished_at IS NOT DISTINCT FROM ${seen.finishedAt}` : Prisma.sql`true`;
    await this.database.tenant(
      tenant,
      (tx) => tx.$executeRaw`
        INSERT INTO images (workspace_id, blob_id) VALUES (${workspaceId}, ${blobId})
        ON CONFLICT (workspace_id, blob_id) DO UPDATE
          SET status = 'PENDING', error_code = NULL, attempts = 0, next_attempt_at = now()
          WHERE images.status <> 'PENDING' AND ${isAsSeen}`,
    );
  }
}
