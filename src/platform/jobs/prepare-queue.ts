import { runMigrations } from 'bullmq';
import { withOwner } from '../prisma/owner-connection.js';

const LOCK = 'airlock:queue-migrations';
const SCHEMA = 'bullmq';

/** Creates BullMQ's tables when the queue is in PostgreSQL, with grants for the role that uses it: BullMQ creates a sequence per queue. */
export async function prepareQueue(ownerUrl: string): Promise<void> {
  await withOwner(ownerUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock(hashtext($1))', [LOCK]);
    await runMigrations(client, SCHEMA);
    await client.query(`
      GRANT USAGE, CREATE ON SCHEMA ${SCHEMA} TO airlock_system;
      GRANT ALL ON ALL TABLES IN SCHEMA ${SCHEMA} TO airlock_system;
      GRANT ALL ON ALL SEQUENCES IN SCHEMA ${SCHEMA} TO airlock_system;
      GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${SCHEMA} TO airlock_system`);
  });
}
