import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import {
  type Confirmation,
  type ConfirmationOutcome,
  ConfirmUploadRepository,
} from '../../../src/features/uploads/confirmation/confirm-upload.repository.js';
import type { NotedClaims } from '../../../src/features/uploads/confirmation/claimed-bytes.js';
import { UploadsRepository } from '../../../src/features/uploads/records/uploads.repository.js';
import { toUpload, withRelations } from '../../../src/features/uploads/records/upload-row.repository.js';
import { until } from '../../support/resilience/until.js';
import { makeTenant, productDatabase, type TestTenant } from '../../support/tenant.js';
import { uploadRepositories } from '../../support/upload-repositories.js';
import { insertUpload } from '../../support/uploads.js';

let setup: Awaited<ReturnType<typeof productDatabase>>;
let confirms: ConfirmUploadRepository;
let mine: TestTenant;
let theirs: TestTenant;

beforeAll(async () => {
  setup = await productDatabase();
  [mine, theirs] = await Promise.all([makeTenant(setup.database), makeTenant(setup.database)]);
});
afterAll(() => setup.close());
beforeEach(() => {
  confirms = new ConfirmUploadRepository(setup.database);
});

const HASH = 'a'.repeat(64);
const OTHER_HASH = 'b'.repeat(64);

function confirmationOf(tenant: TestTenant, id: string, by = 'client', claims?: NotedClaims): Confirmation {
  const { organizationId, workspaceId } = tenant;
  const declared = claims?.fileHash ? { declaredHash: claims.fileHash } : {};
  const changes = { confirmedAt: new Date(), etag: 'e', confirmedByClient: claims !== undefined, ...declared };
  const move = { id, workspaceId, event: 'confirm', actor: by, changes } as const;
  return { upload: { id, organizationId, workspaceId }, move, claims };
}

/** The first goes alone; the rest share one statement. */
async function inOneGroup(...confirmations: Confirmation[]): Promise<PromiseSettledResult<ConfirmationOutcome>[]> {
  const company = confirmationOf(mine, await insertUpload(setup.database, mine));
  const all = [company, ...confirmations].map((confirmation) => confirms.confirm(confirmation));
  return (await Promise.allSettled(all)).slice(1);
}

const resultOf = (settled: PromiseSettledResult<ConfirmationOutcome>) =>
  settled.status === 'rejected'
    ? (settled.reason as { code: string }).code
    : [settled.value.moved, settled.value.upload?.status];

const eventsOf = async (id: string) =>
  (
    await setup.test.query<{ event: string; actor: string }>(
      `SELECT event, actor FROM upload_events WHERE upload_id = '${id}' ORDER BY sequence`,
      setup.test.systemUrl,
    )
  ).slice(1);

const readAnew = async (id: string) =>
  toUpload(await setup.database.system.upload.findFirstOrThrow({ where: { id }, include: withRelations }));

describe('confirms that meet', () => {
  it('share one statement and are moved each in its own workspace', async () => {
    const ids = [await insertUpload(setup.database, theirs), await insertUpload(setup.database, mine)];
    const trips = jest.spyOn(setup.database.pool, 'query');
    const [a, b] = await inOneGroup(confirmationOf(theirs, ids[0]!), confirmationOf(mine, ids[1]!));
    // The create of the company, its confirm, and one for both.
    expect(trips).toHaveBeenCalledTimes(3);
    trips.mockRestore();
    expect([a, b].map((settled) => resultOf(settled!))).toEqual(Array(2).fill([true, 'SCANNING']));
    for (const [n, { workspaceId }] of [theirs, mine].entries()) {
      expect(await readAnew(ids[n]!)).toMatchObject({ workspaceId, status: 'SCANNING', etag: 'e' });
      expect(await eventsOf(ids[n]!)).toEqual([{ event: 'confirmed', actor: 'client' }]);
    }
  });

  it('for one upload: a client, an event and the reconciler move it once, and all get it', async () => {
    const id = await insertUpload(setup.database, mine);
    const all = await inOneGroup(
      confirmationOf(mine, id, 'storage-event'),
      confirmationOf(mine, id, 'reconciler'),
      confirmationOf(mine, id, 'client', { fileHash: HASH }),
    );
    expect(all.map(resultOf)).toEqual([
      [true, 'SCANNING'],
      [false, 'SCANNING'],
      [false, 'SCANNING'],
    ]);
    expect(await eventsOf(id)).toEqual([{ event: 'confirmed', actor: 'storage-event' }]);
    // What the client said is noted although the event was first, and its scan goes first.
    expect(await readAnew(id)).toMatchObject({ declaredHash: HASH, confirmedByClient: true });
  });

  it('and a foreign one: it finds nothing, whatever the arguments say', async () => {
    const id = await insertUpload(setup.database, theirs);
    const foreign = confirmationOf(mine, id, 'client', {});
    const claimsOnly = { upload: foreign.upload, claims: {} };
    const halfForeign = { ...confirmationOf(theirs, id), upload: foreign.upload };
    const all = await inOneGroup(foreign, claimsOnly, halfForeign);
    expect(all.map(resultOf)).toEqual(Array(3).fill([false, undefined]));
    expect(await readAnew(id)).toMatchObject({ status: 'PENDING', confirmedByClient: false });
  });

  it('and a cancel: whichever was first, the confirm gets the state that it left', async () => {
    const [id, other] = [await insertUpload(setup.database, mine), await insertUpload(setup.database, mine)];
    const { termination } = uploadRepositories(setup.database);
    await termination.end(await readAnew(id), { event: 'cancel', by: 'client', reason: 'canceled_by_user' });
    const all = await inOneGroup(confirmationOf(mine, id), confirmationOf(mine, other));
    expect(all.map(resultOf)).toEqual([
      [false, 'CANCELED'],
      [true, 'SCANNING'],
    ]);
  });

  it('do not wait for an upload that another transaction holds: its confirm waits alone', async () => {
    const [busy, free] = [await insertUpload(setup.database, theirs), await insertUpload(setup.database, mine)];
    const holder = new pg.Client({ connectionString: setup.test.systemUrl });
    await holder.connect();
    try {
      await holder.query('BEGIN');
      await holder.query('SELECT 1 FROM uploads WHERE id = $1 FOR UPDATE', [busy]);
      const company = await Promise.all(
        [1, 2].map(async () => confirmationOf(mine, await insertUpload(setup.database, mine))),
      );
      const ended: string[] = [];
      const end = async (confirmation: Confirmation) => {
        await confirms.confirm(confirmation);
        ended.push(confirmation.upload.id);
      };
      const first = company.map(end);
      const held = end(confirmationOf(theirs, busy));
      await Promise.all([...first, end(confirmationOf(mine, free))]);
      expect(ended).toHaveLength(3);
      expect(ended).not.toContain(busy);
      await holder.query('ROLLBACK');
      await held;
      expect(await readAnew(busy)).toMatchObject({ status: 'SCANNING' });
    } finally {
      await holder.end();
    }
  });

  it('one that PostgreSQL refuses concerns itself only', async () => {
    const [bad, good] = [await insertUpload(setup.database, mine), await insertUpload(setup.database, mine)];
    const broken = confirmationOf(mine, bad, 'client', { fileHash: 'no hash' });
    const [refused, moved] = await inOneGroup(broken, confirmationOf(mine, good));
    expect(resultOf(refused!)).toBe('23514');
    expect(resultOf(moved!)).toEqual([true, 'SCANNING']);
    expect(await readAnew(bad)).toMatchObject({ status: 'PENDING' });
  });
});

describe('a confirm', () => {
  it('gives back what it does not need of its reservation, once', async () => {
    const tenant = await makeTenant(setup.database);
    const id = await insertUpload(setup.database, tenant, { reservedBytes: 100, declaredSize: null });
    const one = confirmationOf(tenant, id);
    const spared = {
      ...one,
      move: { ...one.move!, changes: { ...one.move!.changes, reservedBytes: 30 } },
      spareBytes: 70,
    };
    const all = await Promise.all([1, 2, 3].map(() => confirms.confirm(spared)));
    expect(all.map(({ moved }) => moved).sort()).toEqual([false, false, true]);
    const { organizationId } = tenant;
    const usage = await setup.database.system.usage.findFirstOrThrow({ where: { organizationId } });
    expect([Number(usage.reservedBytes), usage.pendingCount]).toEqual([30, 1]);
  });

  it.each<[string, NotedClaims, object]>([
    [
      'another hash than the one claimed before',
      { fileHash: OTHER_HASH },
      { declaredHash: HASH, confirmedByClient: false },
    ],
    ['another ETag than the one stored', { etag: 'x' }, { declaredHash: HASH, confirmedByClient: false }],
    ['the truth', { fileHash: HASH, etag: 'e' }, { declaredHash: HASH, confirmedByClient: true }],
    ['nothing', {}, { declaredHash: HASH, confirmedByClient: true }],
  ])('after an event, that claims %s', async (_, claims, expected) => {
    const id = await insertUpload(setup.database, mine, { declaredHash: HASH });
    await confirms.confirm(confirmationOf(mine, id, 'storage-event'));
    const { upload } = await confirms.confirm({ upload: { ...mine, id }, claims });
    expect(upload).toMatchObject(expected);
  });

  it('of a deleted upload finds nothing', async () => {
    const id = await insertUpload(setup.database, mine);
    await uploadRepositories(setup.database).termination.abandon(await readAnew(id), 'client');
    expect(await confirms.confirm(confirmationOf(mine, id))).toEqual({ moved: false, upload: null });
  });
});

describe('a read by one statement', () => {
  it('answers what a read by Prisma does', async () => {
    const id = await insertUpload(setup.database, mine, { metadata: { __proto__x: 'ü', deep: { list: [1, null] } } });
    const { upload } = await confirms.confirm(confirmationOf(mine, id, 'client', { fileHash: HASH }));
    expect(upload).toEqual(await readAnew(id));
    expect(await new UploadsRepository(setup.database).find(mine, id)).toEqual(await readAnew(id));
  });

  it('is bound to its workspace: a foreign or deleted id is nothing, and the connection keeps no binding', async () => {
    const uploads = new UploadsRepository(setup.database);
    const [own, foreign] = [await insertUpload(setup.database, mine), await insertUpload(setup.database, theirs)];
    expect([...(await uploads.findEach(mine, [own, foreign, 'upl_none', own])).keys()]).toEqual([own]);
    expect(await uploads.find(mine, foreign)).toBeNull();
    const mixed = { organizationId: mine.organizationId, workspaceId: theirs.workspaceId };
    expect((await uploads.find(mixed, foreign))?.workspaceId).toBe(theirs.workspaceId);
    const left = await setup.database.pool.query('SELECT id FROM uploads');
    expect(left.rows).toEqual([]);
    // The binding is what row-level security compares with: without it the statement has no row.
    const unbound = await setup.database.pool.query('SELECT upload FROM look_up_uploads($1, $2, $3)', [
      ...[
        ['', ''],
        ['', ''],
      ],
      [own, foreign],
    ]);
    expect(unbound.rows).toEqual([{ upload: null }, { upload: null }]);
  });

  it('shares a statement with those that meet it, each bound to its own workspace', async () => {
    const uploads = new UploadsRepository(setup.database);
    const [own, foreign] = [await insertUpload(setup.database, mine), await insertUpload(setup.database, theirs)];
    const trips = jest.spyOn(setup.database.pool, 'query');
    const read = await Promise.all([
      ...[uploads.find(mine, own), uploads.find(theirs, foreign), uploads.find(mine, foreign)],
      ...[uploads.find(theirs, own), uploads.find(mine, own), uploads.find(mine, 'upl_none')],
    ]);
    expect(read.map((upload) => upload?.id)).toEqual([own, foreign, undefined, undefined, own, undefined]);
    // The first goes alone, and the rest together.
    expect(trips).toHaveBeenCalledTimes(2);
    trips.mockRestore();
  });

  it('writes nothing: it takes no transaction id', async () => {
    const id = await insertUpload(setup.database, mine);
    const next = async () =>
      (await setup.test.query<{ xid: string }>('SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS xid'))[0]!.xid;
    let written = true;
    // Other databases of the server take ids meanwhile: one quiet moment is enough.
    await until(async () => {
      const before = await next();
      await new UploadsRepository(setup.database).find(mine, id);
      written = (await next()) !== before;
      return !written;
    });
    expect(written).toBe(false);
  });
});
