import { execFile } from 'node:child_process';
import { access, chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { startEmbeddedPostgres } from '../../platform/embedded/postgres/start-embedded-postgres.js';
import { prepareQueue } from '../../platform/jobs/prepare-queue.js';
import { withOwner } from '../../platform/prisma/owner-connection.js';
import { prepareDatabase } from '../../platform/prisma/prepare-database.js';
import { removeLogins } from '../../platform/prisma/roles/earlier-logins.js';
import { MIGRATIONS, templateFolder, TEMPLATES } from './template-folder.js';

const run = promisify(execFile);

/** Every user may read it: it holds no secret. `sync -f` is of GNU; elsewhere the system writes it when it does. */
const PUBLISH = 'cp -R "$1" "$2" && chmod -R a+rX "$2" && { sync -f "$2" || true; }';

/**
 * Those of the template's own making are not secrets, but they are removed all the same, also from deleted rows and from the
 * write-ahead log, of which one segment of 16 MiB is left.
 */
const WITHOUT_PASSWORDS = [
  'ALTER ROLE CURRENT_USER PASSWORD NULL',
  'VACUUM FULL pg_authid',
  'ALTER SYSTEM RESET wal_recycle',
  'SELECT pg_switch_wal()',
  'CHECKPOINT',
];

/**
 * Makes the cluster that first starts copy: initialised, migrated, without a row of anyone and without passwords. Done when
 * one of this name exists. Others are removed.
 */
export async function makeTemplate(): Promise<void> {
  const folder = await templateFolder();
  if (!(await exists(folder))) await make(folder);
  const others = (await readdir(TEMPLATES)).filter((name) => name !== basename(folder));
  await Promise.all(others.map((name) => rm(join(TEMPLATES, name), { recursive: true, force: true })));
}

async function make(folder: string): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'airlock-template-'));
  // For the account that runs PostgreSQL when the build runs as root.
  await chmod(dataDir, 0o711);
  const server = await startEmbeddedPostgres({ dataDir });
  try {
    await fill(server.url).finally(() => server.stop());
    const unfinished = `${folder}.unfinished-${process.pid}`;
    await mkdir(TEMPLATES, { recursive: true });
    await run('sh', ['-c', PUBLISH, 'sh', join(server.home, 'data'), unfinished]);
    // Another build may have been faster.
    await rename(unfinished, folder).catch(() => undefined);
  } finally {
    for (const path of [server.home, dataDir]) await rm(path, { recursive: true, force: true });
  }
}

async function fill(ownerUrl: string): Promise<void> {
  const asOwner = (...statements: string[]) =>
    withOwner(ownerUrl, async (client) => {
      for (const statement of statements) await client.query(statement);
    });
  await asOwner('ALTER SYSTEM SET wal_recycle = off', 'SELECT pg_reload_conf()');
  await prepareDatabase({ ownerUrl, secret: ownerUrl, migrationsDirectory: MIGRATIONS });
  await prepareQueue(ownerUrl);
  await withOwner(ownerUrl, removeLogins);
  await asOwner(...WITHOUT_PASSWORDS);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
