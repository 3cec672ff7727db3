import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/prisma/database.js';

/** Bytes that an open upload holds of its organization's quota. */
export interface Reservation {
  uploadId: string;
  bytes: bigint;
  expiresAt: Date;
}

const MOST_RESERVATIONS = 100;

/** What the open uploads of an organization have reserved, for reports across its workspaces. */
@Injectable()
export class OpenReservationsRepository {
  constructor(private readonly database: Database) {}

  /** Oldest first, read through the partial indexes of open uploads. `workspaceId` narrows it to one workspace. */
  list(organizationId: string, workspaceId: string | undefined): Promise<Reservation[]> {
    return this.database.system.$queryRaw<Reservation[]>`
      SELECT id AS "uploadId", reserved_bytes AS bytes, deadline_at AS "expiresAt"
      FROM (
        SELECT * FROM uploads WHERE status IN ('PENDING', 'UPLOADING')
        UNION ALL
        SELECT * FROM uploads WHERE status = 'SCANNING'
      ) AS open
      WHERE organization_id = ${organizationId} AND (${workspaceId ?? null}::text IS NULL OR workspace_id = ${workspaceId ?? null})
      ORDER BY id LIMIT ${MOST_RESERVATIONS}`;
  }
}
