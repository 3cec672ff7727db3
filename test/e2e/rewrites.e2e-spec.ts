import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock } from '../support/airlock.js';
import { Api, type Json } from '../support/api.js';
import { eicar, noise } from '../support/fixtures.js';
import { md5Collision } from '../support/md5-collision.js';
import { SplitAirlock } from '../support/split-airlock.js';
import { describeEmbedded } from '../support/real-store.js';
import { keyOf, StoreAccess } from '../support/store-access.js';
import { confirm, create, download, put, settled } from '../support/walk.js';
import { until } from '../support/resilience/until.js';

const digest = (algorithm: string, bytes: Buffer) => createHash(algorithm).update(bytes).digest('hex');
const file = (bytes: Buffer) => ({ filename: 'data.bin', contentType: 'application/octet-stream', bytes });
const stagingKey = (upload: Json) => keyOf(upload.presigned_url);

/** The one promise: whatever was sent when, what is served is what was hashed and scanned. */
async function expectServedAsRecorded(api: Api, uploadId: string): Promise<Buffer> {
  const done = await settled(api, uploadId);
  expect(done.status).toBe('COMPLETED');
  const { bytes } = await download(api, uploadId);
  expect(digest('sha256', bytes)).toBe(done.file_hash);
  expect(bytes.length).toBe(done.file_size_bytes);
  return bytes;
}

describe('the colliding files', () => {
  it('differ in their bytes and not in their MD5', () => {
    const [one, other] = md5Collision();
    expect(one.equals(other)).toBe(false);
    expect(digest('md5', one)).toBe(digest('md5', other));
  });
});

describe('a second PUT with the same URL', () => {
  let split: SplitAirlock;
  let api: Api;

  beforeAll(async () => {
    // Without a probe nothing is known of the store, and every upload is sealed; copies that are made once: rewritten-bytes.spec.
    split = await SplitAirlock.start({}, { STORE_PROBE_HOURS: '0' });
    api = new Api(split.api.url);
  });
  afterAll(() => split.dispose());

  /** Equal bytes would share what an earlier test stored: every test has a pair of its own. */
  const pairs: [string, (test: string) => [Buffer, Buffer]][] = [
    ['other bytes', (test) => [noise(4096, `one ${test}`), noise(4096, `two ${test}`)]],
    ['bytes of the same MD5', md5Collision],
  ];

  describe.each(pairs)('of %s', (_, pairFor) => {
    it('before confirm: the last bytes are admitted', async () => {
      const [first, second] = pairFor('before confirm');
      const created = await create(api, file(first));
      await put(created, first);
      await put(created, second);
      await confirm(api, created.upload_id);
      expect((await expectServedAsRecorded(api, created.upload_id)).equals(second)).toBe(true);
    });

    const steps: [step: string, method: string, key: (upload: Json) => string, served: 'first' | 'second'][] = [
      ['after confirm, before anything looked', 'HEAD', stagingKey, 'second'],
      ['between the look and the seal', 'PUT', ({ upload_id: id }) => `/sealed/${id}/`, 'second'],
      ['while being scanned', 'GET', ({ upload_id: id }) => `/sealed/${id}/`, 'first'],
      ['after the scan, before promotion', 'PUT', ({ s3_key: key }) => key, 'first'],
    ];
    it.each(steps)('%s', async (step, method, key, served) => {
      const [first, second] = pairFor(step);
      const created = await create(api, file(first));
      await put(created, first);
      const rewritten = split.before(method, key(created), async () => {
        expect((await put(created, second)).status).toBe(200);
      });
      await confirm(api, created.upload_id);
      const bytes = await expectServedAsRecorded(api, created.upload_id);
      await rewritten;
      expect(bytes.equals(served === 'first' ? first : second)).toBe(true);
    });

    it('after AVAILABLE: nothing changes, and the late bytes are swept once no URL can bring more', async () => {
      const [first, second] = pairFor('after AVAILABLE');
      const created = await create(api, file(first));
      await put(created, first);
      await confirm(api, created.upload_id);
      await settled(api, created.upload_id);
      await until(async () => !(await split.store.holds(stagingKey(created))));
      expect((await put(created, second)).status).toBe(200);
      expect((await expectServedAsRecorded(api, created.upload_id)).equals(first)).toBe(true);
      expect(await split.store.holds(stagingKey(created))).toBe(true);
      const due = `UPDATE trash SET not_before = now() WHERE key = '${stagingKey(created)}' AND not_before > now() RETURNING id`;
      expect(await split.database.query(due)).toHaveLength(1);
      await until(async () => !(await split.store.holds(stagingKey(created))));
      expect((await expectServedAsRecorded(api, created.upload_id)).equals(first)).toBe(true);
    });

    it('never gets past a declared hash', async () => {
      const [first, second] = pairFor('declared');
      const declared = { file_hash: digest('sha256', first) };
      const swapped = await create(api, file(first), declared);
      await put(swapped, first);
      await put(swapped, second);
      await confirm(api, swapped.upload_id);
      expect(await settled(api, swapped.upload_id)).toMatchObject({
        status: 'FAILED',
        status_reason: 'checksum_mismatch',
      });
    });
  });
});

describeEmbedded('late bytes that the embedded store tells of', () => {
  let airlock: Airlock;
  let api: Api;
  let store: StoreAccess;

  beforeAll(async () => {
    airlock = await Airlock.start();
    api = new Api(airlock.url);
    store = await StoreAccess.of(airlock.dataDir);
  });
  afterAll(async () => {
    store.close();
    await airlock.dispose();
  });

  const swept = (upload: Json) => until(async () => !(await store.holds(stagingKey(upload))));

  it.each(['', 'create-only '])('are swept at once, and a %sfile stays what it was', async (kind) => {
    const [first, second] = [noise(2048, `first ${kind}`), noise(2048, `second ${kind}`)];
    const created = await create(api, file(first), kind ? { guarantees: ['create_only'] } : {});
    await put(created, first);
    await confirm(api, created.upload_id);
    await settled(api, created.upload_id);
    await swept(created);
    await put(created, second);
    await swept(created);
    expect((await expectServedAsRecorded(api, created.upload_id)).equals(first)).toBe(true);
  });

  it('do not bring back a file that was refused', async () => {
    const virus = eicar();
    const created = await create(api, file(virus));
    await put(created, virus);
    await confirm(api, created.upload_id);
    expect((await settled(api, created.upload_id)).status).toBe('FAILED');
    await swept(created);
    expect((await put(created, noise(virus.length))).status).toBe(200);
    await swept(created);
    expect(await confirm(api, created.upload_id)).toMatchObject({ status: 410, body: { code: 'GONE' } });
    expect(await api.get(`/v1/files/${created.upload_id}/content`)).toMatchObject({ status: 410 });
  });
});
