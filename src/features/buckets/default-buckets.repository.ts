import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Tx } from '../../platform/prisma/database.js';
import type { Tenant } from '../../shared/actor.js';
import { newId } from '../../shared/ids.js';
import { type WorkspaceContent, WorkspaceContents } from '../workspaces/index.js';
import { defaultBuckets } from './domain/default-buckets.js';

/** Creates the buckets that each workspace starts with, in the transaction that creates the workspace. */
@Injectable()
export class DefaultBucketsRepository implements WorkspaceContent, OnModuleInit {
  constructor(private readonly contents: WorkspaceContents) {}

  onModuleInit(): void {
    this.contents.add(this);
  }

  async create(tx: Tx, { organizationId, workspaceId }: Tenant): Promise<void> {
    const data = defaultBuckets.map((name) => ({ id: newId('bkt'), organizationId, workspaceId, name }));
    await tx.bucket.createMany({ data });
  }
}
