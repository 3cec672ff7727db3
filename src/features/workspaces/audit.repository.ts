import { Injectable } from '@nestjs/common';
import type { Prisma } from '../../generated/prisma/client.js';
import type { Tx } from '../../platform/prisma/database.js';
import type { Tenant } from '../../shared/actor.js';

export interface AuditEntry {
  actor: string;
  /** What was done, e.g. `upload.release`. */
  action: string;
  /** The id, or hash, of what it was done to. */
  subject: string;
  detail?: Prisma.InputJsonObject;
}

/** What administrators did, written in the transaction that did it. */
@Injectable()
export class AuditRepository {
  async record(tx: Tx, { organizationId, workspaceId }: Tenant, entry: AuditEntry): Promise<void> {
    await tx.auditEvent.create({ data: { organizationId, workspaceId, ...entry }, select: { id: true } });
  }
}
