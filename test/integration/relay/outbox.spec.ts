import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type AnnouncementsRepository, type RelayTransaction } from '../../../src/features/relay/index.js';
import { RelaySubscriber } from '../../../src/features/relay/index.js';
import type { RelayedEvent } from '../../../src/features/relay/relayed-event.js';
import type { Tx } from '../../../src/platform/prisma/database.js';
import { newId } from '../../../src/shared/ids.js';
import { Moves } from '../../support/moves.js';
import { relayOn } from '../../support/relay.js';
import { makeTenant, productDatabase, type TestTenant } from '../../support/tenant.js';
import { insertUpload } from '../../support/uploads.js';

let setup: Awaited<ReturnType<typeof productDatabase>>;
let tenant: TestTenant;
let moves: Moves;
let relay: RelayTransaction;
let announcements: AnnouncementsRepository;

/** Records what it receives. */
@RelaySubscriber({ name: 'listener' })
class Listener implements RelaySubscriber {
  readonly heard: RelayedEvent[] = [];

  async take(_tx: Tx, events: RelayedEvent[]): Promise<void> {
    this.heard.push(...events);
  }
}
let listener: Listener;

beforeAll(async () => {
  setup = await productDatabase();
  ({ announcements } = relayOn(setup.database, setup.test.systemUrl, []));
  moves = new Moves(setup.database);
});
afterAll(() => setup.close());
beforeEach(async () => {
  tenant = await makeTenant(setup.database);
  listener = new Listener();
  ({ relay } = relayWith(listener));
});
afterEach(async () => {
  await setup.database.system.uploadEvent.updateMany({ data: { publishedAt: new Date() } });
  await setup.database.system.announcement.updateMany({ data: { publishedAt: new Date() } });
});

const relayWith = (...subscribers: RelaySubscriber[]) => relayOn(setup.database, setup.test.systemUrl, subscribers);

const upload = () => insertUpload(setup.database, tenant);
const cancel = (id: string, more: object = {}) =>
  moves.moveAlone(tenant, { id, workspaceId: tenant.workspaceId, event: 'cancel', actor: 'test', ...more });
const told = () => listener.heard.map(({ type, resource, sequence }) => [resource.id, sequence, type]);

describe('the relay', () => {
  it('publishes every move once, whole and in the order of its upload', async () => {
    const id = await upload();
    await cancel(id, { detail: 'why', data: { more: ['x'] } });
    expect(await relay.publish(100)).toHaveLength(2);
    expect(listener.heard).toEqual([
      expect.objectContaining({ type: 'upload.created', sequence: 1, from: null, to: 'PENDING', data: null }),
      {
        ...{
          type: 'upload.canceled',
          sequence: 2,
          from: 'PENDING',
          to: 'CANCELED',
          actor: 'test',
          at: expect.any(Date),
        },
        ...{ detail: 'why', data: { more: ['x'] }, resource: { kind: 'upload', id } },
        ...{ organizationId: tenant.organizationId, workspaceId: tenant.workspaceId },
      },
    ]);
    expect(await relay.publish(100)).toEqual([]);
    expect(listener.heard).toHaveLength(2);
  });

  it('publishes the events of an upload whose record is deleted, and then deletes its timeline', async () => {
    const id = await upload();
    await cancel(id);
    const other = await upload();
    await setup.database.system.upload.delete({ where: { id } });
    await relay.publish(100);
    expect(told()).toEqual(
      expect.arrayContaining([
        [id, 1, 'upload.created'],
        [id, 2, 'upload.canceled'],
      ]),
    );
    const left = await setup.database.system.uploadEvent.findMany({ where: { uploadId: { in: [id, other] } } });
    expect(left.map(({ uploadId }) => uploadId)).toEqual([other]);
  });

  it('publishes an announcement only if its transaction commits', async () => {
    const { workspaceId } = tenant;
    const resourceId = newId('obj');
    const announcement = { workspaceId, type: 'object.created', resourceId, data: { bucketId: tenant.bucketId } };
    const failed = setup.database.tenant(tenant, async (tx) => {
      await announcements.announce(tx, { ...announcement, resourceId: newId('obj') });
      throw new Error('undone');
    });
    await expect(failed).rejects.toThrow('undone');
    await setup.database.tenant(tenant, (tx) => announcements.announce(tx, announcement));
    await relay.publish(100);
    expect(listener.heard).toEqual([
      expect.objectContaining({ type: 'object.created', resource: { kind: 'object', id: resourceId }, sequence: null }),
    ]);
    expect(await relay.publish(100)).toEqual([]);
  });

  it('keeps announcements until they were published long ago', async () => {
    const { workspaceId } = tenant;
    for (let n = 0; n < 3; n++)
      await setup.database.tenant(tenant, (tx) =>
        announcements.announce(tx, { workspaceId, type: 'object.created', resourceId: newId('obj') }),
      );
    const count = () => setup.database.system.announcement.count({ where: { workspaceId } });
    await setup.database.system.announcement.deleteMany({ where: { workspaceId: { not: workspaceId } } });
    expect(await announcements.forget(7, 2)).toBe(false);
    expect(await relay.hasUnpublished()).toBe(true);
    await relay.publish(100);
    expect(await relay.hasUnpublished()).toBe(false);
    expect([await announcements.forget(7, 2), await count()]).toEqual([false, 3]);
    await setup.database.system.$executeRaw`UPDATE announcements SET published_at = now() - interval '8 days'`;
    expect([await announcements.forget(7, 2), await count()]).toEqual([true, 1]);
    expect([await announcements.forget(7, 2), await count()]).toEqual([false, 0]);
  });

  it('refuses an announcement of an unknown kind of resource', async () => {
    const { workspaceId } = tenant;
    const announced = setup.database.tenant(tenant, (tx) =>
      announcements.announce(tx, { workspaceId, type: 'weather.changed', resourceId: 'x' }),
    );
    await expect(announced).rejects.toThrow('weather.changed');
  });

  it('refuses an announcement for another workspace', async () => {
    const { workspaceId } = await makeTenant(setup.database);
    const announced = setup.database.tenant(tenant, (tx) =>
      announcements.announce(tx, { workspaceId, type: 'object.created', resourceId: newId('obj') }),
    );
    await expect(announced).rejects.toThrow(/row-level security/);
  });

  it('runs once at a time', async () => {
    await upload();
    let entered!: () => void;
    const inside = new Promise<void>((resolve) => (entered = resolve));
    let leave!: () => void;
    const left = new Promise<void>((resolve) => (leave = resolve));
    @RelaySubscriber({ name: 'slow' })
    class Slow implements RelaySubscriber {
      async take(): Promise<void> {
        entered();
        await left;
      }
    }
    const first = relayWith(new Slow()).relay.publish(100);
    await inside;
    expect(await relay.publish(100)).toBeNull();
    leave();
    expect(await first).toHaveLength(1);
    expect(await relay.publish(100)).toEqual([]);
  });

  it('misses no event that is committed late', async () => {
    const late = await upload();
    await relay.publish(100);
    const client = new pg.Client(setup.test.systemUrl);
    await client.connect();
    await client.query('BEGIN');
    await client.query(
      `INSERT INTO upload_events (upload_id, sequence, workspace_id, event, from_status, to_status, actor)
       VALUES ($1, 2, $2, 'canceled', 'PENDING', 'CANCELED', 'late')`,
      [late, tenant.workspaceId],
    );
    const newer = await upload();
    await relay.publish(100);
    await client.query('COMMIT');
    await client.end();
    await relay.publish(100);
    expect(told().slice(1)).toEqual([
      [newer, 1, 'upload.created'],
      [late, 2, 'upload.canceled'],
    ]);
  });

  it('keeps the sequence of an upload whatever the times of its transactions', async () => {
    const id = await upload();
    await setup.database.system.$executeRaw`
      INSERT INTO upload_events (upload_id, sequence, at, workspace_id, event, from_status, to_status, actor)
      VALUES (${id}, 3, now() - interval '2 seconds', ${tenant.workspaceId}, 'canceled', 'UPLOADING', 'CANCELED', 'x'),
        (${id}, 2, now() - interval '1 second', ${tenant.workspaceId}, 'begun', 'PENDING', 'UPLOADING', 'x')`;
    await relay.publish(1);
    expect(told().map(([, sequence]) => sequence)).toEqual([1, 2, 3]);
  });

  it('skips events of a workspace that is gone', async () => {
    const id = await upload();
    await setup.database.system.$executeRaw`UPDATE upload_events SET workspace_id = 'ws_gone' WHERE upload_id = ${id}`;
    const next = await upload();
    await relay.publish(100);
    expect(told()).toEqual([[next, 1, 'upload.created']]);
  });
});

describe('a subscriber that fails', () => {
  /** Writes what it takes, and fails after writing `failsOn`. */
  @RelaySubscriber({ name: 'Writer' })
  class Writer implements RelaySubscriber {
    failsOn: string | undefined;

    async take(tx: Tx, events: RelayedEvent[]): Promise<void> {
      for (const { resource } of events) {
        await tx.$executeRaw`INSERT INTO written (resource_id) VALUES (${resource.id})`;
        if (resource.id === this.failsOn) await tx.$executeRaw`SELECT 1 / 0`;
      }
    }
  }

  const written = async () =>
    (await setup.test.query<{ id: string }>('SELECT resource_id AS id FROM written ORDER BY n')).map(({ id }) => id);

  beforeAll(async () => {
    await setup.test.query('CREATE TABLE written (n bigserial, resource_id text)');
    await setup.test.query('GRANT ALL ON written, written_n_seq TO airlock_system');
  });

  it('does not affect others, and receives each event again until it takes it', async () => {
    const writer = new Writer();
    const { relay, parked } = relayWith(writer, listener);
    const ids = [await upload(), await upload(), await upload()];
    writer.failsOn = ids[1];
    expect(await relay.publish(100)).toHaveLength(3);
    expect([told().length, await written()]).toEqual([3, []]);
    while (await parked.retryNext());
    expect(await written()).toEqual([ids[0], ids[2]]);
    const [left, ...more] = await setup.database.system.parkedEvent.findMany();
    expect(more).toEqual([]);
    expect(left).toMatchObject({ subscriber: 'Writer', tries: 2, why: expect.stringContaining('division by zero') });

    const later = await upload();
    await relay.publish(100);
    expect(await written()).toEqual([ids[0], ids[2], later]);

    writer.failsOn = undefined;
    await setup.database.system.$executeRaw`UPDATE parked_events SET next_try_at = now()`;
    expect([await parked.retryNext(), await parked.retryNext()]).toEqual([true, false]);
    expect(await written()).toEqual([ids[0], ids[2], later, ids[1]]);
    expect([told().length, await setup.database.system.parkedEvent.count()]).toEqual([4, 0]);
  });

  it('keeps its parked events while it is not registered', async () => {
    const { relay } = relayWith(Object.assign(new Writer(), { failsOn: await upload() }));
    await relay.publish(100);
    const { parked } = relayWith(listener);
    expect([await parked.retryNext(), await parked.retryNext()]).toEqual([true, false]);
    expect(await setup.database.system.parkedEvent.findMany()).toMatchObject([
      { why: 'no subscriber is named Writer', tries: 2 },
    ]);
  });
});
