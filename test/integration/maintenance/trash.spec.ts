import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pMap from 'p-map';
import type { Config } from '../../../src/config/config.js';
import { TrashRepository } from '../../../src/features/blobs/trash.repository.js';
import { TrashCollector } from '../../../src/features/maintenance/trash-collector.js';
import { FaultPoints } from '../../../src/platform/faults/fault-points.js';
import { S3ObjectStore } from '../../../src/platform/object-store/s3/s3-object-store.js';
import { newId } from '../../../src/shared/ids.js';
import { ProxiedStore } from '../../support/proxied-store.js';
import { describeEmbedded } from '../../support/real-store.js';
import type { StoreAccess } from '../../support/store-access.js';
import { makeTenant, productDatabase, type TestTenant } from '../../support/tenant.js';

const ENTRIES = 1_000;

const noFaults = { get: () => undefined } as unknown as Config;

let setup: Awaited<ReturnType<typeof productDatabase>>;
let tenant: TestTenant;
let shared: ProxiedStore;
let store: S3ObjectStore;
let access: StoreAccess;
/** Three workers of one database and one store. */
let collectors: TrashCollector[];
let requests: string[];

beforeAll(async () => {
  setup = await productDatabase();
  tenant = await makeTenant(setup.database);
  shared = await ProxiedStore.start();
  access = shared.access();
  const { bucket, credentials } = shared;
  const location = { bucket, region: 'us-east-1', endpoint: shared.proxy.endpoint, forcePathStyle: true };
  const deadlines = { attemptMs: 30_000, totalMs: 60_000 };
  store = new S3ObjectStore({ location, multipartCopyThresholdBytes: 1024 ** 3, deadlines }, () => credentials);
  const trash = new TrashRepository(setup.database);
  collectors = [1, 2, 3].map(() => new TrashCollector(trash, store, new FaultPoints(noFaults)));
});
afterAll(async () => {
  store.onApplicationShutdown();
  access.close();
  await shared.stop();
  await setup.close();
});

beforeEach(async () => {
  requests = [];
  shared.proxy.faults = { before: ({ method, url = '' }) => void requests.push(`${method} ${url.split('&')[0]}`) };
  await query('DELETE FROM trash; DELETE FROM blobs');
});

const query = <Row extends object>(sql: string) => setup.test.query<Row>(sql, setup.test.systemUrl);
const put = (key: string) => access.put(key, 'x');
const keys = (count: number, name: string) => Array.from({ length: count }, (_, n) => `${name}/${n}`);
const isThere = async (key: string) => (await store.head(key)) !== null;
const left = async () => (await query<{ key: string }>('SELECT key FROM trash ORDER BY id')).map(({ key }) => key);

async function trashKeys(...thrown: string[]): Promise<void> {
  const notBefore = new Date(Date.now() - 1000);
  const { workspaceId } = tenant;
  await setup.database.system.trash.createMany({ data: thrown.map((key) => ({ workspaceId, key, notBefore })) });
}

const blobAt = (key: string) =>
  query(`INSERT INTO blobs (id, workspace_id, sha256, size, key, etag, detected_type, verdict, scanner_version)
    VALUES ('${newId('blb')}', '${tenant.workspaceId}', '${'a'.repeat(64)}', 1, '${key}', 'e', 'text/plain', 'clean', '1')`);

async function collectAll(): Promise<void> {
  await Promise.all(
    collectors.map(async (collector) => {
      while (await collector.run({ batch: 200 }));
    }),
  );
}

describe(`${ENTRIES} entries and three workers`, () => {
  it('are deleted in a few requests, bytes and rows', async () => {
    const thrown = keys(ENTRIES, 'many');
    await pMap(thrown, put, { concurrency: 16 });
    await put('kept');
    await trashKeys(...thrown);
    requests = [];
    await collectAll();
    expect(requests.filter((request) => request.startsWith('DELETE'))).toEqual([]);
    expect(requests.length).toBeGreaterThanOrEqual(ENTRIES / 200);
    expect(requests.length).toBeLessThanOrEqual(ENTRIES / 200 + collectors.length);
    expect(await left()).toEqual([]);
    expect(await pMap(thrown, isThere, { concurrency: 16 })).not.toContain(true);
    expect(await isThere('kept')).toBe(true);
  });
});

describe('a batch', () => {
  it('keeps the bytes of a blob, and deletes its row', async () => {
    await Promise.all(['owned', 'orphan'].map(put));
    await blobAt('owned');
    await trashKeys('owned', 'orphan');
    await collectAll();
    expect([await isThere('owned'), await isThere('orphan'), await left()]).toEqual([true, false, []]);
  });

  it('does not wait for a blob that is being changed, and leaves its key for later', async () => {
    await Promise.all(['changing', 'orphan'].map(put));
    await blobAt('changing');
    await trashKeys('changing', 'orphan');
    await setup.database.asSystem(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM blobs WHERE key = 'changing' FOR UPDATE`;
      await collectAll();
      await tx.$executeRaw`DELETE FROM blobs WHERE key = 'changing'`;
    });
    expect([await isThere('changing'), await isThere('orphan'), await left()]).toEqual([true, false, ['changing']]);
    await collectAll();
    expect([await isThere('changing'), await left()]).toEqual([false, []]);
  });

  it('deletes nothing that is not due', async () => {
    await put('later');
    await trashKeys('later');
    await query(`UPDATE trash SET not_before = now() + interval '1 hour'`);
    await collectAll();
    expect([await isThere('later'), await left()]).toEqual([true, ['later']]);
  });

  // Ceph deletes such a key, which it cannot have.
  describeEmbedded('with a key that the store refuses', () => {
    it('is not stopped, and retries it with growing pauses', async () => {
      const refused = 'k'.repeat(1025);
      const thrown = keys(3, 'around');
      await Promise.all(thrown.map(put));
      await trashKeys(thrown[0]!, refused, ...thrown.slice(1));
      for (const [attempt, pause] of [1, 2, 4].entries()) {
        const [due] = await query<{ at: string }>(
          `UPDATE trash SET not_before = date_trunc('milliseconds', now()) RETURNING not_before::text AS at`,
        );
        await collectors[0]!.run({ batch: 200 });
        const [row] = await query<{ attempts: number; atLeast: boolean; atMost: boolean }>(`
          SELECT attempts, not_before >= '${due!.at}'::timestamptz + interval '${pause} seconds' AS "atLeast",
            not_before <= now() + interval '${pause} seconds' AS "atMost" FROM trash`);
        expect({ pause, ...row }).toEqual({ pause, attempts: attempt + 1, atLeast: true, atMost: true });
      }
      expect(await left()).toEqual([refused]);
      expect((await Promise.all(thrown.map(isThere))).includes(true)).toBe(false);
    });
  });

  it('deletes a key with two rows once', async () => {
    await put('twice');
    await trashKeys('twice', 'twice');
    requests = [];
    await collectAll();
    expect([requests.length, await isThere('twice'), await left()]).toEqual([1, false, []]);
  });

  it('aborts multipart sessions, whether or not their key has an owner', async () => {
    const multipartId = await store.createMultipart('owned', 'text/plain');
    await put('owned');
    await blobAt('owned');
    const data = { workspaceId: tenant.workspaceId, key: 'owned', multipartId, notBefore: new Date() };
    await setup.database.system.trash.create({ data });
    await trashKeys('nothing there');
    await collectAll();
    expect([await store.listParts('owned', multipartId), await isThere('owned'), await left()]).toEqual([
      null,
      true,
      [],
    ]);
  });

  it('is deleted one by one in a store without batch deletion', async () => {
    const thrown = keys(20, 'single');
    await Promise.all(thrown.map(put));
    await trashKeys(...thrown, 'k'.repeat(1025));
    shared.proxy.faults.refuse = ({ method }) => (method === 'POST' ? 501 : undefined);
    requests = [];
    await collectAll();
    expect(requests).toHaveLength(21);
    expect(await left()).toEqual(['k'.repeat(1025)]);
    expect((await Promise.all(thrown.map(isThere))).includes(true)).toBe(false);
  });

  it('loses nothing while the store is unavailable, and pauses before a retry', async () => {
    const thrown = keys(300, 'away');
    await trashKeys(...thrown);
    shared.proxy.faults.refuse = () => 503;
    expect(await collectors[0]!.run({ batch: 200 })).toBe(false);
    expect(await left()).toHaveLength(300);
    shared.proxy.faults.refuse = undefined;
    await query('UPDATE trash SET not_before = now()');
    await collectAll();
    expect(await left()).toEqual([]);
  });
});
