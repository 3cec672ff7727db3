import { Database } from '../../src/platform/prisma/database.js';
import type { Tenant } from '../../src/shared/actor.js';
import { newId } from '../../src/shared/ids.js';
import { type TestDatabase, testDatabase } from './postgres.js';

export interface TestTenant extends Tenant {
  bucketId: string;
}

/** A database of the caller's own, reached as the product reaches it. */
export async function productDatabase(): Promise<{ test: TestDatabase; database: Database; close(): Promise<void> }> {
  const test = await testDatabase();
  const database = new Database({ ...test, poolSize: 4 });
  const close = async () => {
    await database.onApplicationShutdown();
    await test.drop();
  };
  return { test, database, close };
}

/** An organization with one workspace and one bucket. */
export async function makeTenant(database: Database, quotaBytes = 1_000_000_000): Promise<TestTenant> {
  const organizationId = newId('org');
  const workspaceId = newId('ws');
  const bucketId = newId('bkt');
  await database.asSystem(async (tx) => {
    await tx.organization.create({ data: { id: organizationId, name: 'test', quotaBytes } });
    await tx.usage.create({ data: { organizationId } });
    await tx.workspace.create({ data: { id: workspaceId, organizationId, name: 'default' } });
    await tx.bucket.create({ data: { id: bucketId, organizationId, workspaceId, name: 'assets' } });
  });
  return { organizationId, workspaceId, bucketId };
}
