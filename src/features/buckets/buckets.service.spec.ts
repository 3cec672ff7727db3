import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { BucketsService } from './buckets.service.js';
import type { BucketsRepository } from './buckets.repository.js';
import type { Bucket } from './domain/bucket.js';

/** After this time the renewals that were gathered begin. */
const GATHERED_MS = 250;

const tenant = { organizationId: 'org_a', workspaceId: 'ws_a' };

/** What the table holds; every reading of it is counted. */
let table: { bucket: Bucket | null; isAway: boolean; reads: number };
let service: BucketsService;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate'] });
  table = { bucket: { name: 'first' } as Bucket, isAway: false, reads: 0 };
  const find = () => {
    table.reads++;
    return table.isAway ? Promise.reject(new Error('away')) : Promise.resolve(table.bucket);
  };
  service = new BucketsService({ find } as unknown as BucketsRepository, { now: () => Date.now() });
});
afterEach(() => void jest.useRealTimers());

async function nameAfter(ms: number): Promise<string> {
  jest.advanceTimersByTime(ms);
  const { name } = await service.get(tenant, 'assets');
  await new Promise<void>((resolve) => setImmediate(resolve));
  return name;
}

describe('a bucket that is read often', () => {
  it('is read once, and again before its time is over, without making a request wait', async () => {
    expect(await nameAfter(0)).toBe('first');
    table.bucket = { name: 'second' } as Bucket;
    expect(await nameAfter(2_800)).toBe('first');
    expect(table.reads).toBe(1);
    expect(await nameAfter(400)).toBe('first');
    expect(await nameAfter(GATHERED_MS)).toBe('first');
    expect(table.reads).toBe(2);
    expect(await nameAfter(0)).toBe('second');
    expect(await nameAfter(2_800)).toBe('second');
    expect(table.reads).toBe(2);
  });

  it('is read again by requests after its time', async () => {
    await nameAfter(0);
    table.bucket = { name: 'second' } as Bucket;
    expect(await nameAfter(4_200)).toBe('second');
  });

  it('is gone as soon as it is found to be', async () => {
    await nameAfter(0);
    table.bucket = null;
    expect(await nameAfter(3_200)).toBe('first');
    expect(await nameAfter(GATHERED_MS)).toBe('first');
    await expect(nameAfter(0)).rejects.toThrow('Bucket not found');
  });

  it('is known for its time and no longer while the database is away', async () => {
    await nameAfter(0);
    table.isAway = true;
    expect(await nameAfter(3_200)).toBe('first');
    expect(await nameAfter(400)).toBe('first');
    await expect(nameAfter(600)).rejects.toThrow('away');
  });
});
