import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/prisma/database.js';
import { type Actor, mayUse } from '../../../shared/actor.js';
import type { NewUpload } from './create-upload.repository.js';
import type { Upload } from '../domain/upload.js';
import { toUpload, withRelations } from '../records/upload-row.repository.js';

type Declared = Pick<NewUpload, 'declaredHash' | 'declaredSize' | 'skipDuplicates'>;

/** Finds the file that a declared hash means. Who may not read the workspace's files learns nothing from a hash. */
@Injectable()
export class DuplicatesRepository {
  constructor(private readonly database: Database) {}

  /** The first file with these bytes; `null` when there is none, or the caller wants a record of its own. */
  async findOriginal(actor: Actor, { declaredHash, declaredSize, skipDuplicates }: Declared): Promise<Upload | null> {
    if (declaredHash === null || !skipDuplicates || !mayUse(actor, 'uploads:read')) return null;
    const { workspaceId } = actor;
    const size = declaredSize === null ? undefined : BigInt(declaredSize);
    const live = { workspaceId, sha256: declaredHash, state: 'live' as const, size };
    return this.database.tenant(actor, async (tx) => {
      const blob = await tx.blob.findFirst({ where: live, select: { id: true, generation: true } });
      if (!blob) return null;
      const where = { workspaceId, status: 'AVAILABLE' as const, blobId: blob.id, blobGeneration: blob.generation };
      const row = await tx.upload.findFirst({ where, include: withRelations, orderBy: { id: 'asc' } });
      return row && toUpload(row);
    });
  }
}
