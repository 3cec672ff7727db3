import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/prisma/database.js';
import type { Tenant } from '../../../shared/actor.js';

/** What a client says of bytes that another completer has confirmed before it. */
@Injectable()
export class LateClaimsRepository {
  constructor(private readonly database: Database) {}

  /**
   * The file must have this SHA-256, unless another was claimed before or its admission has ended. The row lock decides:
   * the transaction that admits sees the claim, or the claim finds the file admitted.
   */
  async bind(tenant: Tenant, id: string, sha256: string): Promise<void> {
    await this.database.tenant(
      tenant,
      (tx) => tx.$executeRaw`
        UPDATE uploads SET declared_hash = ${sha256}
        WHERE id = ${id} AND workspace_id = ${tenant.workspaceId} AND status = 'SCANNING' AND declared_hash IS NULL`,
    );
  }
}
