import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/prisma/database.js';

export interface BucketName {
  id: string;
  name: string;
}

const MOST_BUCKETS = 1_000;

/** The names of an organization's buckets, for reports across its workspaces. */
@Injectable()
export class BucketNamesRepository {
  constructor(private readonly database: Database) {}

  /** `workspaceId` narrows it to one workspace. Oldest first. */
  list(organizationId: string, workspaceId: string | undefined): Promise<BucketName[]> {
    const page = { orderBy: { id: 'asc' as const }, take: MOST_BUCKETS, select: { id: true, name: true } };
    return this.database.system.bucket.findMany({ where: { organizationId, workspaceId }, ...page });
  }
}
