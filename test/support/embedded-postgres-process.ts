import { startEmbeddedPostgres } from '../../src/platform/embedded/postgres/start-embedded-postgres.js';

// Forked by tests that kill it: starts the embedded database of the given folder, by the given template, reports, and lives until killed.
process.on('message', () => undefined);
try {
  const [, , dataDir = '', template] = process.argv;
  const { url } = await startEmbeddedPostgres({ dataDir, ...(template ? { template: async () => template } : {}) });
  process.send?.({ url });
} catch (error) {
  process.send?.({ error: (error as Error).message });
}
