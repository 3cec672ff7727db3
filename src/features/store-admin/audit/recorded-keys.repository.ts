import type pg from 'pg';
import { connect } from '../../../platform/prisma/owner-connection.js';
import type { RecordedKey } from './compare-keys.js';

const BATCH = 5_000;

/** Sorting all keys once takes minutes for millions of rows, and listing the bucket meanwhile takes longer. */
const OPTIONS = `SET statement_timeout = '30min'; SET idle_in_transaction_session_timeout = '10min'; SET idle_session_timeout = 0`;

/** Reads the keys of all workspaces by connections of its own, as the role for background work. */
export class RecordedKeysRepository {
  constructor(private readonly url: string) {}

  /**
   * All keys in byte order, as of one moment, read in batches. Uploads under way have bytes in staging; what an attempt at
   * admission may write, and what is to be deleted, is in the trash.
   */
  async *all(): AsyncGenerator<RecordedKey> {
    const client = await connect(this.url);
    try {
      await client.query(OPTIONS);
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      await client.query(`DECLARE recorded_keys NO SCROLL CURSOR FOR
        SELECT key, use FROM (
          SELECT key, 'file' AS use FROM blobs
          UNION ALL SELECT key, 'variant' FROM variants
          UNION ALL SELECT key, 'temporary' FROM trash WHERE multipart_id IS NULL
          UNION ALL SELECT left_key, 'temporary' FROM quarantines WHERE left_key IS NOT NULL
          UNION ALL SELECT workspace_id || '/staging/' || id || tail, 'temporary'
            FROM uploads, (VALUES (''), ('.tail')) AS tails (tail) WHERE status IN ('PENDING', 'UPLOADING', 'SCANNING')
        ) AS recorded ORDER BY key COLLATE "C"`);
      for (;;) {
        const { rows } = await client.query<RecordedKey>(`FETCH FORWARD ${BATCH} IN recorded_keys`);
        yield* rows;
        if (rows.length < BATCH) return;
      }
    } finally {
      await client.end();
    }
  }

  /** Which of these keys are still needed, each with up to three of its uploads. */
  async needed(keys: readonly string[]): Promise<ReadonlyMap<string, string[]>> {
    return this.once(async (client) => {
      const { rows } = await client.query<{ key: string; uploads: string[] }>(
        `SELECT needed.key, array(SELECT id FROM uploads WHERE uploads.workspace_id = needed.workspace_id
             AND uploads.blob_id = needed.blob_id ORDER BY id LIMIT 3) AS uploads
         FROM (SELECT key, workspace_id, id AS blob_id FROM blobs WHERE key = ANY($1)
               UNION ALL SELECT key, workspace_id, blob_id FROM variants WHERE key = ANY($1)) AS needed`,
        [keys],
      );
      return new Map(rows.map(({ key, uploads }) => [key, uploads]));
    });
  }

  /** Hands keys over to the trash, whose collector spares those that a file owns by then. Keys that are there already are left. */
  async discard(keys: readonly { key: string; workspaceId: string }[]): Promise<void> {
    await this.once((client) =>
      client.query(
        `INSERT INTO trash (workspace_id, key, not_before)
         SELECT workspace_id, key, now() FROM unnest($1::text[], $2::text[]) AS unrecorded (workspace_id, key)
         WHERE NOT EXISTS (SELECT FROM trash WHERE trash.key = unrecorded.key AND trash.workspace_id = unrecorded.workspace_id)`,
        [keys.map(({ workspaceId }) => workspaceId), keys.map(({ key }) => key)],
      ),
    );
  }

  private async once<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = await connect(this.url);
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }
}
