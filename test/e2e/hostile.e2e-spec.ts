import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock } from '../support/airlock.js';
import { Api } from '../support/api.js';
import { noise, zipOf } from '../support/fixtures.js';
import { hostile } from '../support/hostile.js';
import { canMeasureMemory, memoryGrowth } from '../support/peak-memory.js';
import { upload } from '../support/walk.js';

const MIB = 1024 * 1024;
/** What the two examination threads take once they are started, whatever they read: code, and the tables of libmagic. */
const THREADS = 2 * 80 * MIB;
const MOST_GROWTH = 128 * MIB + THREADS;

describe('files that mean harm', () => {
  let airlock: Airlock;
  let api: Api;
  let growth: (() => Promise<number>) | undefined;
  beforeAll(async () => {
    airlock = await Airlock.start();
    api = new Api(airlock.url);
    const warmUp = zipOf({ 'a.bin': noise(4 * MIB), 'b.zip': zipOf({ c: noise(MIB) }) });
    await upload(api, { filename: 'warm-up.zip', contentType: 'application/zip', bytes: warmUp });
    growth = canMeasureMemory ? await memoryGrowth(airlock.pid) : undefined;
  });
  afterAll(() => airlock.dispose());

  it.each(Object.entries(hostile))('%s', async (name, { declared, bytes, reason }) => {
    const done = await upload(api, { filename: 'file.bin', contentType: declared, bytes: bytes() });
    if (!reason) return expect(done).toMatchObject({ status: 'COMPLETED', status_reason: null });
    expect(done).toMatchObject({ status: 'FAILED', status_reason: expect.stringMatching(reason) });
    const content = await api.get(`/v1/uploads/${done.upload_id}/content`);
    expect({ name, status: content.status, location: content.headers.location }).toEqual({
      name,
      status: 410,
      location: undefined,
    });
  });

  // Memory is read from /proc, and its peak is reset there: not every system lets this user do so.
  (canMeasureMemory ? it : it.skip)(
    'grow the memory of the server by 128 MiB at most beside its examination threads, all together',
    async () => {
      expect(await growth!()).toBeLessThanOrEqual(MOST_GROWTH);
    },
  );

  it('leave nothing behind: no quota, no reservation, no upload under way', async () => {
    const { body } = await api.get('/v1/usage');
    expect(body).toMatchObject({ reserved_bytes: 0, pending_count: 0 });
  });
});
