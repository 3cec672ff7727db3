import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Readable } from 'node:stream';
import { abilities, StoreCapabilities } from '../../../src/platform/object-store/store-capabilities.js';
import { noise } from '../../support/fixtures.js';
import { LateWorkers } from '../../support/late-worker.js';
import { md5Collision } from '../../support/md5-collision.js';
import { describeEmbedded, realStore } from '../../support/real-store.js';

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

let world: LateWorkers;
let remote: LateWorkers;

beforeAll(async () => void (remote = await LateWorkers.start()));
afterAll(() => remote.stop());
beforeEach(async () => {
  world = remote;
  await world.begin();
  world.verdict = { verdict: 'clean' };
});

/** Copies that nothing owns are deleted in the end, the wrong ones among them. */
afterEach(async () => {
  await world.emptyTrashForGood();
  expect(await world.access.keys()).toEqual(await world.blobKeys());
});

const recordOf = async (id: string) => (await world.repositories.uploads.find(world.tenant, id))!;

/** What is kept is what was scanned, to the byte, and is recorded as such. */
async function kept(id: string): Promise<Buffer> {
  const { blob } = await recordOf(id);
  const get = new GetObjectCommand({ Bucket: world.access.bucket, Key: blob!.key });
  const bytes = await buffer((await world.access.s3.send(get)).Body as Readable);
  expect({ sha256: sha256(bytes), size: bytes.length }).toEqual({ sha256: blob!.sha256, size: Number(blob!.size) });
  return bytes;
}

const knowledge = [
  ['that is not known to compute SHA-256 on copy', ['length', 'type']],
  ['that is known to compute SHA-256 on copy', abilities],
] as const;
const pairs: [string, () => [Buffer, Buffer]][] = [
  ['other bytes', () => [noise(4096, `one ${Math.random()}`), noise(4096, `two ${Math.random()}`)]],
  ['bytes of the same MD5', () => md5Collision(String(Math.random()))],
];
/** Which bytes are kept when the others come at a step: of a sealed admission, and of one that copies once. */
const steps: [step: string, sealed: 'first' | 'second', once: 'first' | 'second'][] = [
  ['claimed', 'second', 'second'],
  ['seal-planned', 'second', 'first'],
  ['sealed', 'first', 'first'],
  ['inspected', 'first', 'second'],
  ['promotion-planned', 'first', 'second'],
  ['promoted', 'first', 'first'],
  ['admitted', 'first', 'first'],
];

describe.each(knowledge)('on a store %s', (_store, known) => {
  const hashes = known === abilities;
  // A real store that is wrongly believed to compute SHA-256 keeps one of the two, and it is the scanned one.
  const isBelieved = hashes && realStore !== undefined;
  beforeEach(() => void (world.capabilities = new StoreCapabilities(known)));

  describe.each(pairs)('a PUT of %s', (_pair, pairFor) => {
    it.each(steps)('at the step %s of an admission: what was scanned is what is kept', async (step, sealed, once) => {
      const [first, second] = pairFor();
      const id = await world.stage(first);
      world.atStep = async (reached) => {
        if (reached === `admission.${step}`) await world.rewrite(id, second);
      };
      await world.worker().admit();
      expect((await recordOf(id)).status).toBe('AVAILABLE');
      const expected = (hashes ? once : sealed) === 'first' ? first : second;
      const bytes = await kept(id);
      if (!isBelieved) expect(bytes.equals(expected)).toBe(true);
    });

    it('and back again between every two steps: never others than were scanned', async () => {
      const [first, second] = pairFor();
      const id = await world.stage(first);
      let turn = 0;
      world.atStep = () => world.rewrite(id, ++turn % 2 ? second : first);
      await world.worker().admit();
      const { status, statusReason } = await recordOf(id);
      if (status === 'AVAILABLE') await kept(id);
      else expect({ status, statusReason }).toEqual({ status: 'REJECTED', statusReason: 'changed_during_scan' });
    });

    it('before a copy into quarantine: what was found unscannable is what is kept apart', async () => {
      world.verdict = { verdict: 'unscannable', why: 'encrypted' };
      await world.query(`UPDATE buckets SET unscannable_policy = 'quarantine'`);
      const [first, second] = pairFor();
      const id = await world.stage(first);
      world.atStep = async (step) => {
        if (step === 'admission.quarantine-planned') await world.rewrite(id, second);
      };
      await world.worker().admit();
      expect(await recordOf(id)).toMatchObject({
        status: 'REJECTED',
        statusReason: 'quarantined:encrypted',
      });
      expect((await kept(id)).equals(hashes ? second : first)).toBe(true);
    });
  });
});

describe('on a store that computes SHA-256 on copy', () => {
  beforeEach(() => void (world.capabilities = new StoreCapabilities(abilities)));

  // A real store may not compute SHA-256 on copy: then it costs more.
  (realStore ? it.skip : it)('an admission is one GET and one COPY, without a look', async () => {
    const bytes = noise(4096, 'counted');
    const id = await world.stage(bytes);
    const requests = world.noteRequests();
    await world.worker().admit();
    expect(requests).toEqual(['GET staging', 'PUT final']);
    expect((await kept(id)).equals(bytes)).toBe(true);
  });

  it('bytes that change during each of three passes are refused', async () => {
    const id = await world.stage(noise(100, '0'));
    let pass = 0;
    world.atStep = async (step) => {
      if (step === 'admission.inspected') await world.rewrite(id, noise(100, `pass ${++pass}`));
    };
    await world.worker().admit();
    const { status, statusReason } = await recordOf(id);
    expect({ status, statusReason, pass }).toEqual({
      status: 'REJECTED',
      statusReason: 'changed_during_scan',
      pass: 3,
    });
  });

  it('bytes of another size than was signed are looked at again, and refused', async () => {
    const id = await world.stage(noise(100, 'longer'), { declaredSize: 99, reservedBytes: 99 });
    await world.worker().admit();
    expect(await recordOf(id)).toMatchObject({ status: 'REJECTED', statusReason: 'size_mismatch', size: 100 });
  });

  it('larger objects than an examination holds in memory are sealed all the same', async () => {
    const id = await world.stage(noise(300 * 1024, 'large'));
    const requests = world.noteRequests();
    await world.worker().admit();
    expect(requests.filter((request) => request.startsWith('PUT'))).toEqual(['PUT sealed', 'PUT final']);
    await kept(id);
  });
});

it('a store that is believed to compute SHA-256 and does not is sealed against from then on', async () => {
  world.capabilities = new StoreCapabilities(abilities);
  world.answersHashes = false;
  const [first, second] = md5Collision('believed');
  const id = await world.stage(first);
  world.atStep = async (step) => {
    if (step === 'admission.promotion-planned') await world.rewrite(id, second);
  };
  const requests = world.noteRequests();
  await world.worker().admit();
  expect((await recordOf(id)).status).toBe('AVAILABLE');
  expect((await kept(id)).equals(second)).toBe(true);
  expect(world.capabilities.hashesCopies).toBe(false);
  expect(requests.filter((request) => request.startsWith('PUT'))).toEqual(['PUT final', 'PUT sealed', 'PUT final']);
});

it('what cannot be overwritten is copied once on every store', async () => {
  world.capabilities = new StoreCapabilities(['length', 'type']);
  const id = await world.stage(noise(4096, 'created only'), { guarantees: ['length', 'type', 'create_only'] });
  const requests = world.noteRequests();
  await world.worker().admit();
  expect(requests.filter((request) => request.startsWith('PUT'))).toEqual(['PUT final']);
  await kept(id);
});

/** Above what an examination holds in memory. What follows a collision does not end it. */
const tail = noise(300 * 1024, 'tail');
const largePairs = pairs.map(([name, pairFor]) => {
  const larger = () => pairFor().map((bytes) => Buffer.concat([bytes, tail])) as [Buffer, Buffer];
  return [name, larger] as const;
});

describeEmbedded('an object of 300 KiB that is read from the files of the embedded store', () => {
  let local: LateWorkers;
  beforeAll(async () => void (local = await LateWorkers.start({ readsFiles: true })));
  afterAll(() => local.stop());
  beforeEach(async () => {
    world = local;
    await world.begin();
    world.capabilities = new StoreCapabilities(abilities);
    world.verdict = { verdict: 'clean' };
  });

  it('is copied once, and not requested', async () => {
    const id = await world.stage(tail);
    const requests = world.noteRequests();
    await world.worker().admit();
    expect(requests).toEqual(['PUT final']);
    expect((await kept(id)).equals(tail)).toBe(true);
  });

  it('is sealed first when it is larger than the store hashes while it arrives', async () => {
    const id = await world.stage(noise(8 * 1024 ** 2 + 1, 'larger'));
    const requests = world.noteRequests();
    await world.worker().admit();
    const written = requests.filter((request) => request.startsWith('PUT'));
    expect(new Set(written)).toEqual(new Set(['PUT sealed', 'PUT final']));
    await kept(id);
  });

  const places = [...steps.map(([step, , once]) => [`admission.${step}`, once]), ['examination.reads-again', 'second']];

  describe.each(largePairs)('and a PUT of %s', (_pair, pairFor) => {
    it.each(places)('at the step %s: what was scanned is what is kept', async (place, expected) => {
      const [first, second] = pairFor();
      const id = await world.stage(first);
      let isDone = false;
      world.atStep = async (reached) => {
        if (reached !== place || isDone) return;
        isDone = true;
        await world.rewrite(id, second);
      };
      await world.worker().admit();
      expect((await recordOf(id)).status).toBe('AVAILABLE');
      expect((await kept(id)).equals(expected === 'first' ? first : second)).toBe(true);
    });

    it('and back again between every two steps: never others than were scanned', async () => {
      const [first, second] = pairFor();
      const id = await world.stage(first);
      let turn = 0;
      world.atStep = () => world.rewrite(id, ++turn % 2 ? second : first);
      await world.worker().admit();
      const { status, statusReason } = await recordOf(id);
      if (status === 'AVAILABLE') await kept(id);
      else expect({ status, statusReason }).toEqual({ status: 'REJECTED', statusReason: 'changed_during_scan' });
    });
  });
});
