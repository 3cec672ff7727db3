import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { JobLeases } from '../../../src/platform/background/job-leases.repository.js';
import { productDatabase } from '../../support/tenant.js';

let setup: Awaited<ReturnType<typeof productDatabase>>;
/** Three workers of one database. */
let workers: JobLeases[];

beforeAll(async () => {
  setup = await productDatabase();
  workers = [1, 2, 3].map(() => new JobLeases(setup.database));
});
afterAll(() => setup.close());

const hourly = { everySeconds: 3600, leaseSeconds: 20 };
const system = (sql: string) => setup.test.query<{ runs: string }>(sql, setup.test.systemUrl);
const runsOf = async (name: string) =>
  Number((await system(`SELECT runs FROM job_leases WHERE name = '${name}'`))[0]?.runs);
const everybody = (name: string, work: () => Promise<boolean>) =>
  Promise.all(workers.map((worker) => worker.run(name, hourly, work)));

/** Work that is held back until it is told to end. */
function held() {
  const began = Promise.withResolvers<void>();
  const end = Promise.withResolvers<boolean>();
  const work = () => {
    began.resolve();
    return end.promise;
  };
  return { work, began: began.promise, end };
}

describe('a sweep', () => {
  let name: string;
  let count: number;
  const sweep = async () => {
    count++;
    return false;
  };

  beforeEach(() => {
    name = expect.getState().currentTestName!;
    count = 0;
  });

  it('runs once however many workers there are, and however often they look', async () => {
    for (let round = 0; round < 5; round++) await everybody(name, sweep);
    expect([count, await runsOf(name)]).toEqual([1, 1]);
  });

  it('runs again when it is due, once', async () => {
    await everybody(name, sweep);
    await system(`UPDATE job_leases SET due_at = now() WHERE name = '${name}'`);
    await everybody(name, sweep);
    expect([count, await runsOf(name)]).toEqual([2, 2]);
  });

  it('goes on at once, by whoever comes first, while there is more', async () => {
    let left = 5;
    const batch = async () => --left > 0;
    while ((await everybody(name, batch)).includes(true));
    expect([left, await runsOf(name)]).toEqual([0, 5]);
  });

  it('goes on where the batch before ended, whoever comes next, and starts over the next time', async () => {
    const seen: (string | null)[] = [];
    const step = async (cursor: string | null) => {
      seen.push(cursor);
      return cursor === 'two' ? false : cursor === 'one' ? 'two' : 'one';
    };
    for (const worker of workers) await worker.run(name, hourly, step);
    await system(`UPDATE job_leases SET due_at = now() WHERE name = '${name}'`);
    await workers[0]!.run(name, hourly, step);
    expect(seen).toEqual([null, 'one', 'two', null]);
  });

  it('that fails half-way goes on from there', async () => {
    await workers[0]!.run(name, hourly, async () => 'half');
    await expect(workers[1]!.run(name, hourly, () => Promise.reject(new Error('away')))).rejects.toThrow();
    await system(`UPDATE job_leases SET due_at = now() WHERE name = '${name}'`);
    const seen: (string | null)[] = [];
    await workers[2]!.run(name, hourly, async (cursor) => seen.push(cursor) < 0);
    expect(seen).toEqual(['half']);
  });

  it('is not begun by another while one is at it', async () => {
    const { work, began, end } = held();
    const running = workers[0]!.run(name, hourly, work);
    await began;
    expect(await workers[1]!.run(name, hourly, sweep)).toBe(false);
    end.resolve(false);
    await running;
    expect([count, await runsOf(name)]).toEqual([0, 1]);
  });

  it('is taken over from one that was killed, who ends nothing if it was not', async () => {
    const { work, began, end } = held();
    const lost = workers[0]!.run(name, hourly, work);
    await began;
    await system(`UPDATE job_leases SET lease_until = now() - interval '1 second' WHERE name = '${name}'`);
    const second = held();
    const running = workers[1]!.run(name, hourly, second.work);
    await second.began;
    end.resolve(false);
    await lost;
    expect(await runsOf(name)).toBe(0);
    expect(await workers[2]!.run(name, hourly, sweep)).toBe(false);
    second.end.resolve(false);
    await running;
    expect([count, await runsOf(name)]).toEqual([0, 1]);
  });

  it('that fails is due again within a minute, and stops no other', async () => {
    const failing = () => Promise.reject(new Error('the store is away'));
    await expect(workers[0]!.run(name, hourly, failing)).rejects.toThrow('the store is away');
    const soon = await system(`SELECT runs FROM job_leases WHERE name = '${name}' AND lease_token IS NULL
      AND due_at BETWEEN now() AND now() + interval '1 minute'`);
    expect(soon).toHaveLength(1);
    await everybody(`${name}, another`, sweep);
    expect(count).toBe(1);
  });

  it('is none of a tenant’s business', async () => {
    await expect(setup.test.query('SELECT * FROM job_leases', setup.test.appUrl)).rejects.toMatchObject({
      code: '42501',
    });
  });
});
