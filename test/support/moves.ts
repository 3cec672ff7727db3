import type { Upload } from '../../src/features/uploads/domain/upload.js';
import type { Move } from '../../src/features/uploads/records/move.js';
import { UploadMovesRepository } from '../../src/features/uploads/records/upload-moves.repository.js';
import { UsageLedger } from '../../src/features/workspaces/index.js';
import type { Database } from '../../src/platform/prisma/database.js';
import type { Tenant } from '../../src/shared/actor.js';

/** Moves of uploads, each in a transaction of its own where a test does nothing else in it. */
export class Moves extends UploadMovesRepository {
  constructor(private readonly database: Database) {
    super(new UsageLedger());
  }

  async moveAlone(tenant: Tenant, move: Move): Promise<Upload | null> {
    return (await this.database.tenant(tenant, (tx) => this.move(tx, move)))?.upload ?? null;
  }
}
