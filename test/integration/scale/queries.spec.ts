import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppModule } from '../../../src/app.module.js';
import { readSettings } from '../../../src/config/read-settings.js';
import { IdempotencyRepository } from '../../../src/platform/idempotency/idempotency.repository.js';
import { AuditEventsService } from '../../../src/features/audit/audit-events.service.js';
import type { AuditFilter } from '../../../src/features/audit/domain/audit-event.js';
import { TrashRepository } from '../../../src/features/blobs/trash.repository.js';
import { ManageBucketsService } from '../../../src/features/buckets/manage-buckets.service.js';
import { ApiKeysService } from '../../../src/features/identity/api-keys.service.js';
import { UsersService } from '../../../src/features/identity/users.service.js';
import { ObjectsService } from '../../../src/features/objects/objects.service.js';
import { DuplicatesRepository } from '../../../src/features/uploads/creation/duplicates.repository.js';
import { MultipartRepository } from '../../../src/features/uploads/multipart/multipart.repository.js';
import { ReconcileRepository } from '../../../src/features/uploads/confirmation/reconcile.repository.js';
import { RecordExpiryRepository } from '../../../src/features/uploads/termination/record-expiry.repository.js';
import { RetentionRepository } from '../../../src/features/uploads/termination/retention.repository.js';
import { TimelineService } from '../../../src/features/uploads/timeline/timeline.service.js';
import { UploadsService } from '../../../src/features/uploads/records/uploads.service.js';
import { UsageService } from '../../../src/features/usage/usage.service.js';
import { MembersService } from '../../../src/features/workspaces/members.service.js';
import { OrganizationsService } from '../../../src/features/workspaces/organizations.service.js';
import { WorkspacesService } from '../../../src/features/workspaces/workspaces.service.js';
import { DatabaseGauges } from '../../../src/platform/metrics/database-gauges.js';
import { abilities } from '../../../src/platform/object-store/store-capabilities.js';
import { StoreEvents } from '../../../src/platform/object-store/store-events.js';
import { Database } from '../../../src/platform/prisma/database.js';
import type { UploadFilter } from '../../../src/features/uploads/records/upload-filter.queries.js';
import type { Actor } from '../../../src/shared/actor.js';
import { decodeCursor, type ListPage, type Page } from '../../../src/shared/page.js';
import { auditFilters, auditPlaces, auditReaders } from '../../support/audit-lists.js';
import { fill, type Million, UPLOADS } from '../../support/million.js';
import { explainEverything, PlanWatch, type SeenPlan } from '../../support/plans.js';
import { pagesOfCreates } from '../../support/pages-of-creates.js';
import { FEW, uploadFilters, WINDOW } from '../../support/upload-filters.js';
import { type TestDatabase, testDatabase } from '../../support/postgres.js';
import { leaseSettings } from '../../support/scan-queue.js';
import { claimOne, scanLease } from '../../support/upload-repositories.js';

/** Small tables that PostgreSQL rightly reads whole. */
const SMALL = [
  'organizations',
  'usage',
  'workspaces',
  'job_leases',
  'bucket_usage',
  'scan_turn',
  'scan_queue',
  '_prisma_migrations',
];
/** A statement is prepared: its sixth run may have another plan than its first. */
const RUNS = 7;
/** Events that one page looks at. */
const AUDIT_WINDOW = 5_000;
/** Pages that a create may look at more than in an empty database: two more levels of each index that it writes or looks into. */
const DEEPER = 14;
/** A create looks at a page of each of four tables and at a few levels of their indexes. */
const FEW_OF_A_CREATE = 50;

let test: TestDatabase;
let app: INestApplicationContext | undefined;
let watch: PlanWatch;
let million: Million;
let actor: Actor;

beforeAll(async () => {
  test = await testDatabase();
  // The role api runs no sweeps; the store is never called.
  const settings = readSettings({
    AIRLOCK_ROLE: 'api',
    AIRLOCK_SECRET: 'a secret of tests, long enough for all',
    DATABASE_URL: test.url,
    S3_ENDPOINT: 'http://127.0.0.1:1',
    AWS_ACCESS_KEY_ID: 'nobody',
    AWS_SECRET_ACCESS_KEY: 'nobody',
    AWS_STORAGE_BUCKET_NAME: 'nowhere',
  });
  million = await fill(test);
  await explainEverything(test);
  const storeEvents = new StoreEvents();
  const runtime = {
    settings,
    database: test,
    enforced: new Set(abilities),
    storeEvents,
    embedded: { database: false, store: false },
    stop: async () => undefined,
  };
  app = await Test.createTestingModule({ imports: [AppModule.with(runtime)] }).compile();
  watch = new PlanWatch(get(Database));
  const { organizationId, workspaceId } = million.giant;
  const scopes = new Set(['admin', 'system', 'uploads:read'] as const);
  actor = { organizationId, workspaceId, tier: 'enterprise', quotaBytes: 1e15, scopes, keyId: 'key_x' };
});
afterAll(async () => {
  await app?.close();
  await test.drop();
});

type Type<T> = abstract new (...args: never[]) => T;
const get = <T>(type: Type<T>): T => app!.get<T>(type, { strict: false });

async function plansOf(work: () => Promise<unknown>): Promise<SeenPlan[]> {
  return watch.of(async () => {
    for (let run = 0; run < RUNS; run++) await work();
  });
}

/** Every statement that `work` sends reads a bounded number of pages, and no big table from end to end. */
async function expectBounded(work: () => Promise<unknown>, most = FEW): Promise<void> {
  const plans = await plansOf(work);
  expect(plans.length).toBeGreaterThanOrEqual(RUNS);
  const bad = plans.filter(({ blocks, seqScans }) => blocks > most || seqScans.some((table) => !SMALL.includes(table)));
  expect(bad).toEqual([]);
}

const page: ListPage = { list: 'all', limit: 20 };
/** In the middle of the list, and near its end. */
const deep = () => ({ ...page, after: million.middle });
const last = () => ({ ...page, after: `${million.oldest.slice(0, -7)}0000030` });

describe(`a list among ${UPLOADS} uploads`, () => {
  const list = (filter: UploadFilter, at: ListPage) => get(UploadsService).list(actor, filter, at);

  it.each(uploadFilters)(
    'of %s is bounded, on its first page, in the middle and at its end',
    async (_, filter, most) => {
      for (const at of [page, deep(), last()]) await expectBounded(() => list(filter, at), most);
    },
  );

  it('finds the one file there is in the end, page by page', async () => {
    const filter = { contentType: 'application/rare' };
    let pages = 0;
    let found: Page<unknown> = await list(filter, page);
    for (; found.items.length === 0; pages++) {
      expect(found.nextCursor).not.toBeNull();
      found = await list(filter, { ...page, ...decodeCursor(page.list, found.nextCursor!) });
    }
    expect(found.items).toHaveLength(1);
    expect(pages).toBeGreaterThan(10);
  });
});

describe('every other list', () => {
  it.each<[string, (at: ListPage) => Promise<unknown>, string, number]>([
    ['objects', (at) => get(ObjectsService).list(actor, {}, at), 'obj', FEW],
    ['objects of a bucket', (at) => get(ObjectsService).list(actor, { bucketId: 'assets' }, at), 'obj', FEW],
    [
      'objects by metadata',
      (at) => get(ObjectsService).list(actor, { metadata: { color: 'rare' } }, at),
      'obj',
      WINDOW,
    ],
    ['buckets', (at) => get(ManageBucketsService).list(actor, {}, at), 'bkt', FEW],
    ['keys', (at) => get(ApiKeysService).list(actor, at), 'key', FEW],
    ['users', (at) => get(UsersService).list(actor, at), 'usr', FEW],
    ['members', (at) => get(MembersService).list(actor, actor.workspaceId, at), 'usr', FEW],
    ['workspaces', (at) => get(WorkspacesService).list(actor, at), 'ws', FEW],
    ['organizations', (at) => get(OrganizationsService).list(actor, at), 'org', FEW],
  ])('%s', async (_, list, prefix, most) => {
    const after = `${prefix}_${million.middle.slice(4)}`;
    for (const at of [page, { ...page, after }]) await expectBounded(() => list(at), most);
  });
});

describe('the audit trail', () => {
  const list = (by: Actor, filter: AuditFilter, at: ListPage) => get(AuditEventsService).list(by, filter, at);

  it.each(Object.keys(auditReaders))(
    'is read by %s along an index, whatever is filtered, in both directions',
    async (name) => {
      const reader = auditReaders[name]!(actor);
      for (const [what, filter] of Object.entries(auditFilters))
        for (const at of auditPlaces(million)) {
          const plans = await plansOf(() => list(reader, filter, at));
          expect(plans.length).toBeGreaterThanOrEqual(RUNS);
          const bad = plans.filter(
            ({ blocks, rowsOf }) => blocks > WINDOW || Math.max(0, ...rowsOf('audit_events')) > AUDIT_WINDOW,
          );
          expect({ what, at, bad: [...bad, ...plans.filter(({ seqScans }) => seqScans.length > 0)] }).toEqual({
            what,
            at,
            bad: [],
          });
        }
    },
  );

  it('finds its oldest event by any condition, page by page', async () => {
    for (const filter of [
      auditFilters['an outcome of one event']!,
      { ...auditFilters['an action of one event'], actor: 'key_rare' },
    ]) {
      let found = await list(actor, filter, page);
      while (found.items.length === 0) {
        expect(found.nextCursor).not.toBeNull();
        found = await list(actor, filter, { ...page, ...decodeCursor(page.list, found.nextCursor!) });
      }
      expect(found.items).toMatchObject([{ actor: 'key_rare', action: 'store.inspect', outcome: 'refused' }]);
    }
  });
});

describe('a look at one thing', () => {
  it('an upload and its timeline', async () => {
    await expectBounded(() => get(UploadsService).get(actor, million.middle));
    await expectBounded(() => get(TimelineService).of(actor, million.middle));
  });

  it('the first file of a hash that a third of them share', async () => {
    const declared = { id: 'upl_new', declaredHash: million.sha256OfShared, declaredSize: 10, skipDuplicates: true };
    expect((await get(DuplicatesRepository).findOriginals(actor, [declared])).size).toBe(1);
    await expectBounded(() => get(DuplicatesRepository).findOriginals(actor, [declared]));
    await expectBounded(() =>
      get(DuplicatesRepository).findOriginals(actor, [{ ...declared, declaredHash: 'f'.repeat(64) }]),
    );
  });

  it('usage, with what is reserved', async () => {
    await expectBounded(() => get(UsageService).read(actor), WINDOW);
  });
});

describe('a scrape of the metrics', () => {
  it('reads all gauges of the database in one statement, which counts no further than its bounds', async () => {
    await expectBounded(() => get(DatabaseGauges).readAll(), 4 * WINDOW);
  });
});

describe('every sweep', () => {
  it('of unconfirmed uploads, most of them due', async () => {
    await expectBounded(() => get(ReconcileRepository).takeDue(50), 2 * FEW);
  });

  it('of what waits for admission', async () => {
    await expectBounded(() => claimOne(scanLease(get(Database), leaseSettings())), 4 * FEW);
  });

  it('of the trash', async () => {
    await expectBounded(() => get(TrashRepository).collect(200, async () => new Set()), 8 * FEW);
  });

  it('of records whose time is over, two years of them', async () => {
    await expectBounded(() => get(RecordExpiryRepository).forget(100), 8 * FEW);
  });

  it('of files that outlived their bucket', async () => {
    await expectBounded(() => get(RetentionRepository).step(undefined, 5_000), WINDOW);
    const place = { bucketId: million.giant.retainedBucketId, uploadId: million.middle };
    await expectBounded(() => get(RetentionRepository).step(place, 5_000), WINDOW);
  });

  it('of answers that were kept for a day', async () => {
    await expectBounded(() => get(IdempotencyRepository).forgetOld(100), 8 * FEW);
  });

  it('of sessions of parts', async () => {
    await expectBounded(() =>
      get(MultipartRepository).placesOf([
        { uploadId: million.middle },
        { uploadId: million.oldest, workspaceId: million.giant.workspaceId },
      ]),
    );
  });
});

describe('creating an upload', () => {
  it('looks at no more pages than the indexes have become deeper', async () => {
    const empty = await testDatabase();
    const few = await pagesOfCreates(empty).finally(() => empty.drop());
    const { alone, together } = await pagesOfCreates(test);
    expect(alone - few.alone).toBeLessThan(DEEPER);
    expect(together - few.together).toBeLessThan(DEEPER);
    expect(alone).toBeLessThan(FEW_OF_A_CREATE);
    expect(together).toBeLessThan(alone);
  });
});
