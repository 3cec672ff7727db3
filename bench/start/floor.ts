import { startEmbeddedPostgres } from '../../src/platform/embedded/postgres/start-embedded-postgres.js';

// The least that a start with an embedded database can take: Node, the database's driver, and PostgreSQL answering.
const postgres = await startEmbeddedPostgres({ dataDir: process.env.DATA_DIR! });
console.log('floor ready');
process.once('SIGTERM', () => void postgres.stop().then(() => process.exit(0)));
