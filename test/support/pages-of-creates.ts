import { Database } from '../../src/platform/prisma/database.js';
import { pagesOf } from './pages.js';
import type { TestDatabase } from './postgres.js';
import { makeTenant } from './tenant.js';
import { creationIn, plannedUpload } from './uploads.js';

/** A statement is prepared: its sixth run may have another plan than its first. */
const WARM_UP = 7;
/** Creates that pages are counted of. */
const CREATES = 100;

/** Pages that a create looks at, alone and in a group of ten, of an organization of its own. */
export async function pagesOfCreates(of: TestDatabase) {
  const database = new Database({ ...of, poolSize: 1 });
  try {
    const tenant = await makeTenant(database, 1e12);
    const creation = creationIn(database);
    const alone = () => creation.insert(plannedUpload(tenant));
    const together = () =>
      creation.insertAll([plannedUpload(tenant), ...Array.from({ length: 9 }, () => plannedUpload(tenant))]);
    // Plans, and what the connection caches of tables.
    for (let n = 0; n < WARM_UP; n++) await Promise.all([alone(), together()]);
    return {
      alone: await pagesOf(of, database, CREATES, alone),
      together: (await pagesOf(of, database, CREATES, together)) / 10,
    };
  } finally {
    await database.onApplicationShutdown();
  }
}
