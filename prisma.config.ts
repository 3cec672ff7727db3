import { defineConfig } from 'prisma/config';

// `prisma generate` never starts the native schema engine, yet the CLI downloads it unless this names an executable.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? 'postgresql://localhost/airlock' },
});
