import { startEmbeddedPostgres } from '../../src/platform/embedded/postgres/start-embedded-postgres.js';

// Forked by tests that kill it: starts the embedded database of the given folder, reports, and lives until killed.
process.on('message', () => undefined);
try {
  const { url } = await startEmbeddedPostgres({ dataDir: process.argv[2] ?? '' });
  process.send?.({ url });
} catch (error) {
  process.send?.({ error: (error as Error).message });
}
