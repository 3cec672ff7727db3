import { Injectable } from '@nestjs/common';
import { Database } from '../../../../../platform/prisma/database.js';

/** How long a lock outlives its process. */
const LEASE_SECONDS = 5;

export interface LockedUpload {
  id: string;
  workspaceId: string;
}

/** A lock that is still held. */
export interface RenewedLock {
  token: string;
  /** Another request waits for it. */
  isWanted: boolean;
}

/** Locks on uploads by tus: leases in PostgreSQL, by its clock, so that no connection is held for one. */
@Injectable()
export class LockLeasesRepository {
  constructor(private readonly database: Database) {}

  /** `false`: another request holds it. */
  async take({ id, workspaceId }: LockedUpload, token: string): Promise<boolean> {
    const taken = await this.database.system.$executeRaw`
      INSERT INTO tus_uploads AS t (upload_id, workspace_id, lock_token, lock_until)
      VALUES (${id}, ${workspaceId}, ${token}, now() + make_interval(secs => ${LEASE_SECONDS}::int))
      ON CONFLICT (upload_id) DO UPDATE SET lock_token = excluded.lock_token, lock_until = excluded.lock_until, lock_wanted = false
      WHERE t.lock_until IS NULL OR t.lock_until <= now()`;
    return taken > 0;
  }

  /** The holder’s next renewal reads it, in any process. */
  async want({ id, workspaceId }: LockedUpload): Promise<void> {
    await this.database.system.$executeRaw`
      UPDATE tus_uploads SET lock_wanted = true
      WHERE upload_id = ${id} AND workspace_id = ${workspaceId} AND lock_token IS NOT NULL AND NOT lock_wanted`;
  }

  /** All of a process, by one statement. Those that are missing in the answer are lost. */
  renew(tokens: string[]): Promise<RenewedLock[]> {
    return this.database.system.$queryRaw<RenewedLock[]>`
      UPDATE tus_uploads SET lock_until = now() + make_interval(secs => ${LEASE_SECONDS}::int)
      WHERE lock_token = ANY(${tokens}) RETURNING lock_token AS token, lock_wanted AS "isWanted"`;
  }

  async free(token: string): Promise<void> {
    await this.database.system.$executeRaw`
      UPDATE tus_uploads SET lock_token = NULL, lock_until = NULL, lock_wanted = false WHERE lock_token = ${token}`;
  }
}
