import { Injectable } from '@nestjs/common';
import { noteMade } from '../../platform/idempotency/held-key.js';
import { Database, type Tx } from '../../platform/prisma/database.js';
import type { Tenant } from '../../shared/actor.js';
import type { NewObject } from './domain/stored-object.js';
import { ObjectsRepository } from './objects.repository.js';

/** An upload as far as an object needs to know it. */
export interface Candidate {
  id: string;
  bucketId: string;
  status: string;
  statusReason: string | null;
  contentType: string;
  blobProperty: string | null;
  blobType: string | null;
  createdBy: string;
}

/** Makes objects of uploads that are there already, in one transaction that holds them. */
@Injectable()
export class CreateObjectRepository {
  constructor(
    private readonly database: Database,
    private readonly objects: ObjectsRepository,
  ) {}

  /** Holds the uploads and lets `plan` make an object of what they are now. `null`: its unique key is taken. */
  async create(tenant: Tenant, uploadIds: string[], plan: (held: Candidate[]) => NewObject): Promise<string | null> {
    return this.database.tenant(tenant, async (tx) => {
      const object = plan(await this.hold(tx, tenant, uploadIds));
      if (!(await this.objects.insert(tx, object))) return null;
      await this.objects.nameIn(tx, object);
      await noteMade(tx, { id: object.id });
      return object.id;
    });
  }

  private hold(tx: Tx, { workspaceId }: Tenant, ids: string[]): Promise<Candidate[]> {
    return tx.$queryRaw`
      SELECT id, bucket_id AS "bucketId", status::text AS status, status_reason AS "statusReason",
        content_type AS "contentType", blob_property AS "blobProperty", blob_type AS "blobType", created_by AS "createdBy"
      FROM uploads WHERE workspace_id = ${workspaceId} AND id = ANY(${ids}) AND status <> 'DELETED'
      ORDER BY id FOR UPDATE`;
  }
}
