import { runMigrations } from 'bullmq';
import { withOwner } from '../prisma/owner-connection.js';
import { ROLES } from '../prisma/roles/roles.js';

const LOCK = 'airlock:queue-migrations';
const SCHEMA = 'bullmq';

/** Sequences that BullMQ made while it ran belong to the role that uses them, so its owner may not grant on them. */
const GRANT_SEQUENCES = `DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT oid::regclass FROM pg_class
    WHERE relkind = 'S' AND relnamespace = '${SCHEMA}'::regnamespace AND relowner <> '${ROLES.system}'::regrole
  LOOP EXECUTE format('GRANT ALL ON SEQUENCE %s TO ${ROLES.system}', name); END LOOP;
END $$`;

/** Creates BullMQ's tables when the queue is in PostgreSQL, with grants for the role that uses it. */
export async function prepareQueue(ownerUrl: string): Promise<void> {
  await withOwner(ownerUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock(hashtext($1))', [LOCK]);
    await runMigrations(client, SCHEMA);
    await client.query(`
      GRANT USAGE, CREATE ON SCHEMA ${SCHEMA} TO ${ROLES.system};
      GRANT ALL ON ALL TABLES IN SCHEMA ${SCHEMA} TO ${ROLES.system};
      GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${SCHEMA} TO ${ROLES.system};
      ${GRANT_SEQUENCES}`);
  });
}
