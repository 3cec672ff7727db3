import type { Tx } from '../../platform/prisma/database.js';
import type { Tenant } from '../../shared/actor.js';
import { newId } from '../../shared/ids.js';
import { WorkspaceContent } from '../workspaces/index.js';
import { defaultBuckets } from './domain/default-buckets.js';

/** Creates the buckets that each workspace starts with, in the transaction that creates the workspace. */
@WorkspaceContent({ name: 'buckets', order: 3 })
export class DefaultBucketsRepository implements WorkspaceContent {
  async create(tx: Tx, { organizationId, workspaceId }: Tenant): Promise<void> {
    const data = defaultBuckets.map((name) => ({ id: newId('bkt'), organizationId, workspaceId, name }));
    await tx.bucket.createMany({ data });
  }
}
