import { Injectable } from '@nestjs/common';
import type { Bucket as BucketRow } from '../../generated/prisma/client.js';
import { Database } from '../../platform/prisma/database.js';
import type { Tenant } from '../../shared/actor.js';
import { isId } from '../../shared/ids.js';
import type { Bucket } from './domain/bucket.js';

function toBucket(row: BucketRow): Bucket {
  const { id, organizationId, workspaceId, name, status, allowedContentTypes } = row;
  const { maxFileSize, keyStrategy, keyPrefix, unscannablePolicy } = row;
  return {
    ...{ id, organizationId, workspaceId, name, status, allowedContentTypes },
    ...{ keyStrategy, keyPrefix, unscannablePolicy },
    maxFileSize: maxFileSize === null ? null : Number(maxFileSize),
  };
}

@Injectable()
export class BucketsRepository {
  constructor(private readonly database: Database) {}

  async find(tenant: Tenant, idOrName: string): Promise<Bucket | null> {
    const { workspaceId } = tenant;
    const where = isId('bkt', idOrName) ? { id: idOrName, workspaceId } : { name: idOrName, workspaceId };
    const row = await this.database.tenant(tenant, (tx) => tx.bucket.findFirst({ where }));
    return row && toBucket(row);
  }
}
