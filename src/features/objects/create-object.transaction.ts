import { Injectable } from '@nestjs/common';
import { noteMade } from '../../platform/idempotency/leased-key.js';
import { Database } from '../../platform/prisma/database.js';
import type { Tenant } from '../../shared/actor.js';
import { type ObjectCandidate, ObjectUploadsRepository } from '../uploads/index.js';
import type { NewObject } from './domain/stored-object.js';
import { ObjectsRepository } from './objects.repository.js';

/** Creates objects of existing uploads, in one transaction that locks them. */
@Injectable()
export class CreateObjectTransaction {
  constructor(
    private readonly database: Database,
    private readonly objects: ObjectsRepository,
    private readonly uploads: ObjectUploadsRepository,
  ) {}

  /** Locks the uploads, and creates the object that `plan` makes of them. `null`: its unique key is taken. */
  async create(
    tenant: Tenant,
    uploadIds: string[],
    plan: (locked: ObjectCandidate[]) => NewObject,
  ): Promise<string | null> {
    return this.database.tenant(tenant, async (tx) => {
      const object = plan(await this.uploads.lock(tx, tenant, uploadIds));
      if (!(await this.objects.insert(tx, object))) return null;
      await this.uploads.attach(tx, tenant, uploadIds, object.id);
      await noteMade(tx, { id: object.id });
      return object.id;
    });
  }
}
