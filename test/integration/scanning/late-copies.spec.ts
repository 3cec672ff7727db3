import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LeaseLostError } from '../../../src/features/scanning/domain/admission.errors.js';
import { attemptPlaces } from '../../../src/features/uploads/domain/object-key.js';
import { LateWorkers } from '../../support/late-worker.js';
import { claimOne } from '../../support/upload-repositories.js';

const small = () => Buffer.from(randomBytes(16).toString('hex'));
/** Copied in parts. */
const large = () => Buffer.alloc(6 * 1024 ** 2, randomBytes(16).toString('hex'));

const places = [
  ['the sealed copy', /\/sealed\//],
  ['the final key', /\/bkt_/],
  ['the key in quarantine', /\/quarantine\/upl_/],
] as const;
const sizes = [
  ['at once', small],
  ['in parts', large],
] as const;
const cases = places.flatMap(([place, key]) => sizes.map(([how, bytes]) => [place, how, key, bytes] as const));

let world: LateWorkers;

beforeAll(async () => void (world = await LateWorkers.start()));
afterAll(() => world.stop());
beforeEach(() => world.begin());

const statusOf = async (id: string) => (await world.database.system.upload.findUnique({ where: { id } }))!.status;
const unknownToAll = async () => {
  const known = await world.query<{ key: string }>('SELECT key FROM trash UNION SELECT key FROM blobs');
  const keys = new Set(known.map(({ key }) => key));
  const sessions = (await world.access.sessions()).map(({ key }) => key);
  return [...(await world.access.keys()), ...sessions].filter((key) => !keys.has(key));
};

/** In the end the store has the bytes of blobs, and no session. */
afterEach(async () => {
  await world.emptyTrashForGood();
  expect(await world.access.keys()).toEqual(await world.blobKeys());
  expect(await world.access.sessions()).toEqual([]);
});

describe('a copy that arrives after its worker died and the trash was emptied', () => {
  it.each(cases)('%s, %s', async (place, _how, key, bytes) => {
    const keepsApart = place === 'the key in quarantine';
    world.verdict = keepsApart ? { verdict: 'unscannable', why: 'encrypted' } : { verdict: 'clean' };
    if (keepsApart) await world.query(`UPDATE buckets SET unscannable_policy = 'quarantine'`);
    const id = await world.stage(bytes());
    const held = world.hold(key);
    const first = world.worker();
    void first.admit();
    await held.sent;
    first.kill();
    await world.endLeases();
    await world.worker().admit();
    expect(await statusOf(id)).toBe(keepsApart ? 'REJECTED' : 'AVAILABLE');
    await world.emptyTrash();
    await held.deliver();
    expect(await unknownToAll()).toEqual([]);
  });

  it('of an upload that was canceled while it was scanned', async () => {
    const id = await world.stage(small());
    const held = world.hold(/\/sealed\//);
    const worker = world.worker();
    void worker.admit();
    await held.sent;
    worker.kill();
    const upload = (await world.repositories.uploads.find(world.tenant, id))!;
    await world.repositories.termination.end(upload, { event: 'cancel', by: 'test', reason: 'canceled_by_user' });
    await world.emptyTrash();
    await held.deliver();
    expect(await unknownToAll()).toEqual([]);
  });

  it.each(sizes)('of a quarantine, %s', async (_how, bytes) => {
    world.verdict = { verdict: 'clean' };
    const id = await world.stage(bytes());
    await world.worker().admit();
    const { blob } = (await world.repositories.uploads.find(world.tenant, id))!;
    await world.quarantine.begin.begin(world.tenant, blob!.sha256, { reason: 'harmful', by: 'test' });
    const held = world.hold(/\/quarantine\/blb_/);
    const first = world.worker();
    void first.relocate('first');
    await held.sent;
    first.kill();
    await world.endLeases();
    await world.worker().relocate('second');
    await world.emptyTrash();
    await held.deliver();
    expect(await unknownToAll()).toEqual([]);
    expect(await world.access.holds(blob!.key)).toBe(false);
  });
});

describe('a worker that was only stopped', () => {
  it('for longer than all its rows lasted, writes them again when it continues', async () => {
    world.verdict = { verdict: 'clean' };
    const id = await world.stage(small());
    const held = world.hold(/\/bkt_/);
    const late = world.worker().admit();
    await held.sent;
    await world.endLeases();
    await world.worker().admit();
    await world.emptyTrashForGood();
    await Promise.all([held.deliver(), expect(late).rejects.toThrow()]);
    expect(await unknownToAll()).toEqual([]);
    expect(await statusOf(id)).toBe('AVAILABLE');
  });

  it('keeps its rows in the future while it renews its lease', async () => {
    const id = await world.stage(small());
    const upload = (await claimOne(world.repositories.lease))!;
    expect(upload.id).toBe(id);
    const soonest = async () => {
      const [row] = await world.query<{ seconds: string }>(
        'SELECT extract(epoch FROM min(not_before) - now()) AS seconds FROM trash',
      );
      return Number(row!.seconds);
    };
    const atFirst = await soonest();
    await world.query(`UPDATE trash SET not_before = not_before - interval '5 minutes'`);
    await world.repositories.lease.renew([upload]);
    expect(await soonest()).toBeGreaterThan(atFirst - 60);
    await world.repositories.admission.reject(upload, 'mime_mismatch', {});
  });
});

describe('a part that was sent again after its client had completed the upload', () => {
  it.each([
    ['with the same bytes changes nothing', Buffer.from('as completed'), 'AVAILABLE', null],
    [
      'with others ends the upload, and none of its bytes stay',
      Buffer.from('as replaced!'),
      'REJECTED',
      'size_mismatch',
    ],
  ])('%s', async (_, sentAgain, status, statusReason) => {
    world.verdict = { verdict: 'clean' };
    const id = await world.stagePart(Buffer.from('as completed'), sentAgain);
    await world.worker().admit();
    expect(await world.repositories.uploads.find(world.tenant, id)).toMatchObject({ status, statusReason });
  });
});

it('no key of an attempt is written before it has a trash row, and one for its sessions if it may be copied in parts', async () => {
  const { lease, admission } = world.repositories;
  for (const bytes of [1, 1000]) {
    const id = await world.stage(Buffer.alloc(bytes, 'x'));
    const upload = (await claimOne(lease))!;
    expect(upload).toMatchObject({ id, attempts: 1 });
    const kinds = bytes > 60 ? [null, '*'] : [null];
    const expectRows = async (keys: string[]) => {
      const rows = await world.query<{ row: string }>(
        `SELECT concat(key, ' ', multipart_id) AS row FROM trash ORDER BY row`,
      );
      const wanted = keys.flatMap((key) => kinds.map((kind) => `${key} ${kind ?? ''}`));
      expect(rows.map(({ row }) => row).toSorted()).toEqual(wanted.toSorted());
    };
    const first = attemptPlaces(upload);
    await expectRows([first.final]);
    await lease.expectCopy(upload, first.sealed);
    await lease.expectCopy(upload, first.sealed);
    await expectRows([first.final, first.sealed]);
    const again = await lease.nextAttempt(upload);
    const second = attemptPlaces(again);
    await lease.expectCopy(again, second.quarantine);
    await expectRows([first.final, first.sealed, second.final, second.quarantine]);
    await expect(lease.expectCopy({ ...again, leaseToken: 'lost' }, second.sealed)).rejects.toThrow(LeaseLostError);
    await expectRows([first.final, first.sealed, second.final, second.quarantine]);
    await admission.reject(again, 'mime_mismatch', {});
    await world.emptyTrashForGood();
  }
});
