import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/config.js';
import { Database } from '../../../platform/prisma/database.js';

/** Positions are counted no further than this. */
const MOST_AHEAD = 1_000;

/** Where an upload stands among those that wait for their scan. */
export interface ScanPlace {
  /** Being scanned right now. */
  isRunning: boolean;
  /** Until when it is being scanned, or pauses after an attempt that could not be finished. */
  leaseUntil: Date | null;
  /** How many are taken before it, at most a thousand; `null` while it is held. */
  ahead: number | null;
}

/** The queue of scans as those see it who wait in it. */
@Injectable()
export class ScanQueueRepository {
  private readonly lifoThreshold: number;

  constructor(
    private readonly database: Database,
    config: Config,
  ) {
    this.lifoThreshold = config.get('SCAN_BACKLOG_LIFO_THRESHOLD');
  }

  /** Of uploads of one workspace. Those that are not SCANNING any more are left out. */
  async placesOf(workspaceId: string, ids: string[]): Promise<Map<string, ScanPlace>> {
    if (ids.length === 0) return new Map();
    const places = await this.database.system.$queryRaw<(ScanPlace & { id: string })[]>`
      SELECT upload_id AS id, is_running AND lease_until > now() IS TRUE AS "isRunning", CASE WHEN lease_until > now() THEN lease_until END AS "leaseUntil",
        scan_position(upload_id, ${this.lifoThreshold}::int, ${MOST_AHEAD}::int) AS ahead
      FROM scan_queue WHERE upload_id = ANY(${ids}) AND workspace_id = ${workspaceId}`;
    return new Map(places.map(({ id, ...place }) => [id, place]));
  }
}
