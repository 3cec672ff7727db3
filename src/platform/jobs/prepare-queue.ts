import { runMigrations } from 'bullmq';
import { withOwner } from '../prisma/owner-connection.js';

const LOCK = 'airlock:queue-migrations';
const SCHEMA = 'bullmq';

/** Makes BullMQ's own tables when the queue lives in PostgreSQL, and lets the role that works there use them: it makes a sequence per queue. */
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
