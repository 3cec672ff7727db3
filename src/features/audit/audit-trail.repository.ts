import { Injectable } from '@nestjs/common';
import type { Prisma } from '../../generated/prisma/client.js';
import { Database, type Tx } from '../../platform/prisma/database.js';
import { type Actor, actorId } from '../../shared/actor.js';
import type { AuditAction } from '../../shared/audit/actions.js';

/** Who acts: a user or key with the origin of the request; without both, the service itself. */
export type Acting = Pick<Actor, 'organizationId' | 'userId' | 'keyId' | 'origin'>;

/** What was done. Its detail holds names, settings and reasons; never a secret, a URL or an email address. */
export interface Act {
  action: AuditAction;
  /** The id, or hash, of what it was done to. */
  target?: string;
  detail?: Prisma.InputJsonObject;
  /** The workspace that it belongs to; absent: the whole organization. */
  workspaceId?: string;
  /** Where it is not the organization of who acts. */
  organizationId?: string;
}

/** Writes an act into the audit trail, in the transaction that does it. */
export type RecordAct = (tx: Tx) => Promise<void>;

/** What administrators did. */
@Injectable()
export class AuditTrail {
  constructor(private readonly database: Database) {}

  /** For a repository that opens the transaction of the act. */
  recording(acting: Acting, act: Act): RecordAct {
    return (tx) => this.record(tx, acting, act);
  }

  async record(tx: Tx, acting: Acting, act: Act): Promise<void> {
    const { requestId = null, address = null } = acting.origin ?? {};
    const { organizationId } = acting;
    const data = { organizationId, ...act, actor: actorId(acting), requestId, address };
    await tx.auditEvent.create({ data, select: { id: true } });
  }

  /** For an act that changes nothing else in the database. */
  async recordAlone(acting: Acting, act: Act): Promise<void> {
    await this.record(this.database.system, acting, act);
  }
}
