import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/prisma/database.js';
import type { Tenant } from '../../../shared/actor.js';
import { withBytes } from '../../blobs/index.js';

/** The bytes of an AVAILABLE upload, pinned: every read of them is of this version. */
export interface PinnedBytes {
  blobId: string;
  key: string;
  etag: string;
  size: number;
  filename: string;
  /** `application/octet-stream` unless proven. */
  detectedType: string | null;
}

/** Where the service reads files of users by itself. Only AVAILABLE ones, whose content is not quarantined. */
@Injectable()
export class AvailableBytes {
  constructor(private readonly database: Database) {}

  /** `null` unless the upload is AVAILABLE. */
  find(tenant: Tenant, id: string): Promise<PinnedBytes | null> {
    return this.database.tenant(tenant, (tx) => this.findIn(tx, tenant, id));
  }

  async isReadable(tx: Tx, tenant: Pick<Tenant, 'workspaceId'>, id: string): Promise<boolean> {
    return (await this.findIn(tx, tenant, id)) !== null;
  }

  private async findIn(tx: Tx, { workspaceId }: Pick<Tenant, 'workspaceId'>, id: string): Promise<PinnedBytes | null> {
    const where = { id, workspaceId, status: 'AVAILABLE' } as const;
    const select = { filename: true, detectedType: true, blobGeneration: true, blob: withBytes };
    const row = await tx.upload.findFirst({ where, select });
    if (!row?.blob || row.blob.generation !== row.blobGeneration) return null;
    const { filename, detectedType } = row;
    const { id: blobId, key, etag, size } = row.blob;
    return { blobId, key, etag, size: Number(size), filename, detectedType };
  }
}
