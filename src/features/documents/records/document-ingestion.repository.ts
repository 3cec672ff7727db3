import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { EventChannel } from '../../../platform/events/event-channel.js';
import { Database } from '../../../platform/prisma/database.js';
import { encodeChanges } from '../../relay/index.js';

/** A document that one worker ingests: no other writes its outcome while the lease lasts. */
export interface LeasedDocument {
  id: string;
  organizationId: string;
  workspaceId: string;
  uploadId: string;
  leaseToken: string;
  /** How often it was begun without an end, this time included. */
  attempts: number;
}

interface VersionOf {
  id: string;
  status: string;
  stage: string;
  progress: number;
}

/** Differs whenever the state of a document does that streams show. */
export const documentVersion = ({ status, stage, progress }: Omit<VersionOf, 'id'>) => `${status} ${stage} ${progress}`;

/** How far an ingestion is. */
export interface IngestionProgress {
  stage: 'reading' | 'extracting' | 'storing';
  /** Of the whole, 0 to 1. */
  share: number;
}

/** The lease under which one worker ingests a document. All clocks are the database's. */
@Injectable()
export class DocumentIngestionRepository {
  constructor(
    private readonly database: Database,
    private readonly channel: EventChannel,
  ) {}

  /** Leases the next document in the order of `claim_ingestion`, and counts its attempt; `null` when none is due. */
  async claim(leaseSeconds: number): Promise<LeasedDocument | null> {
    const leaseToken = randomUUID();
    const [claimed] = await this.database.system.$queryRaw<{ id: string | null }[]>`
      SELECT claim_ingestion(${leaseToken}, ${leaseSeconds}::int) AS id`;
    if (!claimed?.id) return null;
    const select = { id: true, organizationId: true, workspaceId: true, uploadId: true, attempts: true };
    const where = { id: claimed.id, leaseToken };
    const document = await this.database.system.document.findFirst({ where, select });
    return document && { ...document, leaseToken };
  }

  /** Extends the lease. `false`: it was lost. */
  async renew({ id, workspaceId, leaseToken }: LeasedDocument, leaseSeconds: number): Promise<boolean> {
    const renewed = await this.database.system.$executeRaw`
      UPDATE documents SET lease_until = now() + make_interval(secs => ${leaseSeconds}::int),
        next_attempt_at = now() + make_interval(secs => ${leaseSeconds}::int)
      WHERE id = ${id} AND workspace_id = ${workspaceId} AND lease_token = ${leaseToken}
        AND status = 'PROCESSING' AND deleted_at IS NULL`;
    return renewed > 0;
  }

  /** Ends the lease without an outcome: due again after a pause. An attempt that does not count is taken back. */
  async giveBack(
    { id, workspaceId, leaseToken }: LeasedDocument,
    { afterSeconds, counts }: { afterSeconds: number; counts: boolean },
  ): Promise<void> {
    await this.database.system.$executeRaw`
      UPDATE documents SET lease_token = NULL, lease_until = NULL, stage = 'queued',
        next_attempt_at = now() + make_interval(secs => ${afterSeconds}::int),
        attempts = greatest(attempts - ${counts ? 0 : 1}::int, 0)
      WHERE id = ${id} AND workspace_id = ${workspaceId} AND lease_token = ${leaseToken}
        AND status = 'PROCESSING' AND deleted_at IS NULL`;
  }

  /** Notes the progress, which never goes back, and tells the streams of the document. `false`: the lease was lost. */
  async report(lease: LeasedDocument, { stage, share }: IngestionProgress): Promise<boolean> {
    const { id, workspaceId, leaseToken } = lease;
    const reported = await this.database.tenant(lease, async (tx) => {
      const updated = await tx.$executeRaw`
        UPDATE documents SET stage = ${stage}, progress = greatest(progress, ${share}::real)
        WHERE id = ${id} AND workspace_id = ${workspaceId} AND lease_token = ${leaseToken}
          AND status = 'PROCESSING' AND deleted_at IS NULL`;
      if (updated === 0) return null;
      return this.channel.send(tx, encodeChanges([{ workspaceId, documentId: id }]));
    });
    await reported?.();
    return reported !== null;
  }

  /** The versions of these documents, of whichever workspace; deleted ones have none. A version gives away nothing else. */
  async versionsOf(ids: string[]): Promise<Map<string, string>> {
    const rows = await this.database.system.$queryRaw<VersionOf[]>`
      SELECT id, status::text, stage, progress::float8 FROM documents WHERE id = ANY(${ids}) AND deleted_at IS NULL`;
    return new Map(rows.map((row) => [row.id, documentVersion(row)]));
  }
}
