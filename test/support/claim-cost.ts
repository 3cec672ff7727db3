import { expect } from '@jest/globals';
import type { Database } from '../../src/platform/prisma/database.js';
import { wholeReads } from './whole-reads.js';

/** Pages read by one claim, and the tables it read completely. The claim before it reads the catalogue. */
export async function claimCost(database: Database, { lifoThreshold = 1_000, most = 1 }) {
  const client = await database.systemPool.connect();
  try {
    await client.query('BEGIN');
    await client.query(`SELECT take_scans(1, 'warm-up', 60, ${lifoThreshold}, 1000)`);
    const before = await wholeReads(client);
    const explain = `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT take_scans(${most}, 'me', 60, ${lifoThreshold}, 1000)`;
    const [{ Plan: plan }] = (await client.query(explain)).rows[0]['QUERY PLAN'];
    const after = await wholeReads(client);
    const taken = await client.query(`SELECT id FROM uploads WHERE lease_token = 'me' AND status = 'SCANNING'`);
    expect(taken.rowCount).toBe(most);
    return {
      buffers: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'],
      scanned: after.filter((read, n) => read !== before[n]),
    };
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}
