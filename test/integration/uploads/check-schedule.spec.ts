import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ReconcileRepository } from '../../../src/features/uploads/confirmation/reconcile.repository.js';
import { makeTenant, productDatabase, type TestTenant } from '../../support/tenant.js';
import { insertUpload } from '../../support/uploads.js';

let setup: Awaited<ReturnType<typeof productDatabase>>;
let tenant: TestTenant;
let due: ReconcileRepository;

beforeAll(async () => {
  setup = await productDatabase();
  tenant = await makeTenant(setup.database);
  due = new ReconcileRepository(setup.database);
});
afterAll(() => setup.close());

interface Case {
  /** Seconds since the upload was created, how often it was checked, and seconds until its deadline. */
  age: number;
  checks: number;
  left: number;
}

/** An upload that is due now. */
async function dueUpload({ age, checks, left }: Case): Promise<string> {
  const id = await insertUpload(setup.database, tenant);
  await setup.test.query(`
    UPDATE uploads SET created_at = now() - interval '${age} s', check_count = ${checks}, next_check_at = now(),
      url_expires_at = now() + interval '${left - 900} s', deadline_at = now() + interval '${left} s' WHERE id = '${id}'`);
  return id;
}

/** In how many seconds from now an upload is checked next. */
async function nextCheck(id: string): Promise<number> {
  const [row] = await setup.test.query<{ s: number }>(
    `SELECT extract(epoch FROM next_check_at - now())::float AS s FROM uploads WHERE id = '${id}'`,
  );
  return row!.s;
}

describe('an upload that is not confirmed', () => {
  it.each<Case>([
    { age: 5, checks: 0, left: 4495 },
    { age: 31, checks: 1, left: 4469 },
    { age: 75, checks: 2, left: 4425 },
    { age: 600, checks: 13, left: 3900 },
    { age: 3600, checks: 80, left: 900 },
    { age: 80_000, checks: 1000, left: 6400 },
    { age: 600, checks: 0, left: 3900 },
  ])('is checked again in less than a minute: %o', async (given) => {
    const id = await dueUpload(given);
    const taken = await due.takeDue(50);
    expect(taken.map(({ upload, isOver }) => [upload.id, isOver])).toContainEqual([id, false]);
    expect(await nextCheck(id)).toBeLessThanOrEqual(50);
  });

  it('is checked once more at the deadline, and is over then', async () => {
    const id = await dueUpload({ age: 4480, checks: 100, left: 20 });
    await due.takeDue(50);
    expect(Math.round(await nextCheck(id))).toBeLessThanOrEqual(20);
    await setup.test.query(`UPDATE uploads SET deadline_at = now(), next_check_at = now() WHERE id = '${id}'`);
    const taken = await due.takeDue(50);
    expect(taken.find(({ upload }) => upload.id === id)).toMatchObject({ isOver: true });
  });

  it('is taken by one worker, however many run', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => dueUpload({ age: 100, checks: 3, left: 4400 })));
    const batches = await Promise.all(Array.from({ length: 5 }, () => due.takeDue(50)));
    const taken = batches.flat().map(({ upload }) => upload.id);
    expect(taken.filter((id) => ids.includes(id)).sort()).toEqual([...ids].sort());
  });
});
