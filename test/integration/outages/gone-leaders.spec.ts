import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { settings } from '../../../src/config/settings.js';
import { RelaySubscriber, type RelayTransaction } from '../../../src/features/relay/index.js';
import { JobLeases } from '../../../src/platform/background/job-leases.repository.js';
import { Database } from '../../../src/platform/prisma/database.js';
import { withMigrationLock } from '../../../src/platform/prisma/migrations/migration-lock.js';
import { withOwner } from '../../../src/platform/prisma/owner-connection.js';
import { TcpProxy } from '../../support/resilience/tcp-proxy.js';
import { leaseSettings, TestScans } from '../../support/scan-queue.js';
import { makeTenant, productDatabase, type TestTenant } from '../../support/tenant.js';
import { relayOn } from '../../support/relay.js';
import { claimOne, scanLease } from '../../support/upload-repositories.js';
import { creationIn, insertUpload, plannedUpload } from '../../support/uploads.js';

const ASK_MS = 250;

let setup: Awaited<ReturnType<typeof productDatabase>>;
let line: TcpProxy;
/** The process that will be gone: its network falls silent, and PostgreSQL sees nothing but an idle connection. */
let gone: Database;
let tenant: TestTenant;
const over = Promise.withResolvers<void>();

/** How long it takes until each work of the lost process is done by another. */
const replaced: Record<string, Promise<number>> = {};

beforeAll(async () => {
  setup = await productDatabase();
  line = await TcpProxy.ofUrl(setup.test.url);
  const through = (url: string) => line.through(url);
  gone = new Database({ appUrl: through(setup.test.appUrl), systemUrl: through(setup.test.systemUrl), poolSize: 8 });
  tenant = await makeTenant(setup.database);
  await insertUpload(setup.database, tenant);
  await new TestScans(setup.test, setup.database).arrive(tenant, 1);
  for (const lead of [relay, sweep, claim, rowLock, migrate]) await lead();
  const since = performance.now();
  line.set('silent');
  for (const [name, attempt] of Object.entries(successors)) replaced[name] = succeed(attempt, since);
});
afterAll(async () => {
  over.resolve();
  await line.close();
  await gone.onApplicationShutdown();
  await setup.close();
});

async function succeed(attempt: () => Promise<unknown>, since: number): Promise<number> {
  // Refused while the row is held, as a client is that tries again.
  while (!(await attempt().catch(() => false))) await pause(ASK_MS);
  return performance.now() - since;
}

/** Begins a work of the lost process that never ends by itself; resolves in the middle of it. */
function inTheMiddle(begin: (reached: () => Promise<never>) => Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const reached = async (): Promise<never> => {
      resolve();
      await over.promise;
      throw new Error('The process is gone.');
    };
    void begin(reached).catch(() => undefined);
  });
}

@RelaySubscriber({ name: 'stuck' })
class Stuck implements RelaySubscriber {
  constructor(readonly take: () => Promise<void>) {}
}

function relayTo(database: Database, ...subscribers: RelaySubscriber[]): RelayTransaction {
  return relayOn(database, setup.test.systemUrl, subscribers).relay;
}

const terms = { SCAN_LEASE_SECONDS: settings.SCAN_LEASE_SECONDS.fallback as number };
const hourly = { everySeconds: 3_600, leaseSeconds: 20 };
const relay = () => inTheMiddle((reached) => relayTo(gone, new Stuck(reached)).publish(10));
const sweep = () => inTheMiddle((reached) => new JobLeases(gone).run('test', hourly, reached));
const claim = async () => void (await claimOne(scanLease(gone, leaseSettings(terms))));
const rowLock = () =>
  inTheMiddle((reached) =>
    gone.asSystem(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM usage WHERE organization_id = ${tenant.organizationId} FOR UPDATE`;
      await reached();
    }),
  );

const migrate = () =>
  inTheMiddle((reached) => withOwner(line.through(setup.test.url), (client) => withMigrationLock(client, reached)));

const successors: Record<string, () => Promise<unknown>> = {
  relay: () => relayTo(setup.database).publish(10),
  sweeps: () => new JobLeases(setup.database).run('test', hourly, async () => true),
  claims: () => claimOne(scanLease(setup.database, leaseSettings(terms))),
  migrations: () => withOwner(setup.test.url, (client) => withMigrationLock(client, async () => true)),
  'row locks of creates': () => creationIn(setup.database).insert(plannedUpload(tenant)),
};

/** That it takes less than half a minute follows from the time-outs (`timeouts.spec.ts`); what it takes here is printed. */
describe('a process whose connections fell silent is replaced:', () => {
  it.each(Object.keys(successors))('%s', async (name) => {
    const ms = await replaced[name]!;
    process.stderr.write(`${name} go on after ${(ms / 1000).toFixed(1)} s\n`);
  });
});
