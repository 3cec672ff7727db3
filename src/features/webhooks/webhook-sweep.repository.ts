import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/prisma/database.js';
import { leastIdAt } from '../../shared/ids.js';

const BATCH = 1_000;
const DAY_MS = 24 * 3600_000;

/** Deletes deliveries and endpoints in short batches; `true` when there may be more. */
@Injectable()
export class WebhookSweepRepository {
  constructor(private readonly database: Database) {}

  /** Ids are in the order of time: the oldest are first in the key. */
  async forgetOld(days: number, batch = BATCH): Promise<boolean> {
    const gone = await this.database.system.$executeRaw`
      DELETE FROM webhook_deliveries WHERE id IN (
        SELECT id FROM webhook_deliveries WHERE id < ${leastIdAt('dlv', Date.now() - days * DAY_MS)}
        ORDER BY id LIMIT ${batch} FOR UPDATE SKIP LOCKED)`;
    return gone === batch;
  }

  /** The logs of deleted endpoints, then the endpoints. */
  async purgeDeleted(batch = BATCH): Promise<boolean> {
    const gone = await this.database.system.$executeRaw`
      DELETE FROM webhook_deliveries WHERE id IN (
        SELECT d.id FROM webhook_endpoints e JOIN webhook_deliveries d ON d.endpoint_id = e.id
        WHERE e.status = 'deleted' LIMIT ${batch} FOR UPDATE OF d SKIP LOCKED)`;
    if (gone > 0) return true;
    await this.database.system.$executeRaw`
      DELETE FROM webhook_endpoints e WHERE e.status = 'deleted'
        AND NOT EXISTS (SELECT FROM webhook_deliveries d WHERE d.endpoint_id = e.id)`;
    return false;
  }

  /** What a workspace that goes leaves behind would be too much for one statement. */
  async forgetSomeOf(workspaceId: string): Promise<boolean> {
    const gone = await this.database.system.$executeRaw`
      DELETE FROM webhook_deliveries WHERE id IN (
        SELECT d.id FROM webhook_endpoints e JOIN webhook_deliveries d ON d.endpoint_id = e.id
        WHERE e.workspace_id = ${workspaceId} AND d.workspace_id = ${workspaceId} LIMIT ${BATCH})`;
    return gone > 0;
  }
}
