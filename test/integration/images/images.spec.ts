import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { RECIPE } from '../../../src/features/images/domain/recipe.js';
import { LeaseLostError } from '../../../src/features/images/domain/image.errors.js';
import { ImagesRepository } from '../../../src/features/images/records/images.repository.js';
import { ImageProcessor } from '../../../src/platform/image-processing/image-processor.js';
import { png } from '../../support/images.js';
import { ImageScene, type PictureFile } from '../../support/image-scene.js';

let scene: ImageScene;
/** Settles when the spec ends: until then what waits for it is as dead as after a power cut. */
const death = Promise.withResolvers<never>();
death.promise.catch(() => undefined);
const dying: Promise<unknown>[] = [];

beforeAll(async () => {
  scene = await ImageScene.start();
});
afterAll(async () => {
  death.reject(new LeaseLostError());
  await Promise.all(dying);
  await scene.stop();
});
afterEach(async () => {
  await scene.query('DELETE FROM images');
  expect(await scene.variantKeysAfterTrash()).toEqual([]);
});

const done = {
  status: 'DONE',
  recipe: RECIPE,
  width: 600,
  height: 300,
  frames: 1,
  error_code: null,
  lease_token: null,
};
const made = ['thumb 256x128', 'large 600x300', 'medium 600x300'];
const picture = () => scene.picture(png(600, 300));

/** Each variant once, and nothing else in the store. */
async function expectMade(file: PictureFile): Promise<void> {
  expect(await scene.find(file)).toMatchObject(done);
  expect(await scene.variantsOf(file)).toEqual(made);
  expect(await scene.variantKeysAfterTrash()).toEqual(await scene.keysOf(file));
}

describe('a picture that is let in', () => {
  it('has its variants made, each under a key of its own', async () => {
    const file = await picture();
    expect(await scene.find(file)).toMatchObject({ status: 'PENDING', recipe: 0, width: null });
    expect(await scene.worker().all()).toBe(1);
    await expectMade(file);
    for (const key of await scene.keysOf(file)) {
      expect(key).toMatch(new RegExp(`^${scene.tenant.workspaceId}/variants/${file.blobId}/[0-9a-f-]{36}/`));
      expect(await scene.store.head(key)).toMatchObject({ contentType: 'image/webp' });
    }
  });

  it('is taken by one of several workers', async () => {
    const file = await picture();
    const taken = await Promise.all([1, 2, 3].map(() => scene.worker().all()));
    expect(taken.reduce((sum, count) => sum + count)).toBe(1);
    await expectMade(file);
  });

  it('is none by its bytes: nothing is made', async () => {
    const file = await scene.picture(Buffer.from('%PDF-1.7'), 'application/pdf');
    expect(await scene.find(file)).toBeUndefined();
  });

  it('that is damaged fails with a reason, and the next one is made', async () => {
    const whole = png(600, 300);
    const damaged = await scene.picture(whole.subarray(0, 60));
    const next = await picture();
    expect(await scene.worker().all()).toBe(2);
    expect(await scene.find(damaged)).toMatchObject({ status: 'FAILED', error_code: 'corrupt', lease_token: null });
    await expectMade(next);
  });
});

describe('a worker that dies', () => {
  it.each(['images.claimed', 'images.opened', 'images.written', 'images.stored', 'images.recorded'])(
    'at %s leaves variants exactly once',
    async (step) => {
      const file = await picture();
      const reached = Promise.withResolvers<void>();
      const dead = scene.worker({
        at: {
          [step]: () => {
            reached.resolve();
            return death.promise;
          },
        },
      });
      dying.push(dead.one());
      await reached.promise;
      await scene.endLeases();
      expect(await scene.worker().all()).toBe(step === 'images.recorded' ? 0 : 1);
      await expectMade(file);
    },
  );

  it('each time is given up in the end', async () => {
    const file = await picture();
    await scene.query(`UPDATE images SET attempts = 5 WHERE blob_id = '${file.blobId}'`);
    await scene.worker().all();
    expect(await scene.find(file)).toMatchObject({ status: 'FAILED', error_code: 'interrupted' });
  });
});

describe('what happens while variants are made', () => {
  const acts = ['remove', 'quarantine'] as const;
  const steps = ['images.claimed', 'images.opened', 'images.written', 'images.stored'];

  it.each(acts.flatMap((act) => steps.map((step) => [act, step] as const)))('%s at %s', async (act, step) => {
    const file = await picture();
    expect(await scene.worker({ at: { [step]: () => scene[act](file) } }).one()).toBe(true);
    expect(await scene.find(file)).toBeUndefined();
    expect(await scene.variantsOf(file)).toEqual([]);
    expect(await scene.variantKeysAfterTrash()).toEqual([]);
  });

  it('another worker took over: the late one records nothing', async () => {
    const file = await picture();
    const takeOver = async () => {
      await scene.endLeases();
      await scene.worker().all();
    };
    await scene.worker({ at: { 'images.stored': takeOver } }).one();
    await expectMade(file);
  });

  it('the trash took what was written: it is made again', async () => {
    const file = await picture();
    let times = 0;
    const takeAway = async () => {
      if (++times === 1) await scene.variantKeysAfterTrash();
    };
    const worker = scene.worker({ at: { 'images.stored': takeAway } });
    await worker.one();
    await scene.endLeases();
    await worker.one();
    await expectMade(file);
  });

  it('the store is away: the picture waits, and no attempt counts', async () => {
    const file = await picture();
    scene.storeFaults.refuse = () => 503;
    await scene.worker().one();
    expect(await scene.find(file)).toMatchObject({ status: 'PENDING', attempts: 0, lease_token: null });
    scene.storeFaults.refuse = undefined;
    await scene.endLeases();
    await scene.worker().all();
    await expectMade(file);
  });

  it('the worker shuts down: the picture is given back', async () => {
    const file = await picture();
    const worker = scene.worker({ at: { 'images.opened': () => worker.shutdown.abort(new Error('shutdown')) } });
    await worker.one();
    expect(await scene.find(file)).toMatchObject({ status: 'PENDING', attempts: 0, lease_token: null });
    await scene.worker().all();
    await expectMade(file);
  });

  it('a defect comes each time: it is given up in the end', async () => {
    const file = await picture();
    class Broken extends ImageProcessor {
      override read(): Promise<never> {
        return Promise.reject(new Error('a defect of ours'));
      }
    }
    const worker = scene.worker({ processor: new Broken() });
    for (let attempt = 0; attempt < 5; attempt++) {
      await worker.one();
      await scene.endLeases();
    }
    expect(await scene.find(file)).toMatchObject({ status: 'FAILED', error_code: 'failed' });
  });
});

describe('variants that were made', () => {
  let file: PictureFile;
  const prepared = async () => {
    file = await picture();
    await scene.worker().all();
    return scene.keysOf(file);
  };

  it('go with their content', async () => {
    await prepared();
    await scene.remove(file);
    expect(await scene.variantKeysAfterTrash()).toEqual([]);
  });

  it('go with its quarantine, and come again with its release', async () => {
    const keys = await prepared();
    await scene.quarantine(file);
    expect(await scene.images().variantOf(scene.tenant, file.uploadId, 'thumb')).toMatchObject({ found: false });
    expect(await scene.variantKeysAfterTrash()).toEqual([]);
    await scene.query(`UPDATE blobs SET state = 'live' WHERE id = '${file.blobId}'`);
    await scene.query(
      `UPDATE uploads SET status = 'REJECTED', status_reason = 'quarantined:test' WHERE id = '${file.uploadId}'`,
    );
    await scene.query(
      `UPDATE uploads SET status = 'AVAILABLE', status_reason = NULL, blob_generation = 1 WHERE id = '${file.uploadId}'`,
    );
    expect(await scene.worker().all()).toBe(1);
    await expectMade(file);
    expect(await scene.keysOf(file)).not.toEqual(keys);
  });

  it('are found by file and name, and by no other', async () => {
    const keys = await prepared();
    const images = scene.images();
    const found = await images.variantOf(scene.tenant, file.uploadId, 'thumb');
    expect(found).toEqual({ found: true, key: keys.find((key) => key.endsWith('/thumb')), contentType: 'image/webp' });
    for (const name of ['huge', '', 'constructor'])
      expect(await images.variantOf(scene.tenant, file.uploadId, name)).toEqual({ found: false, reason: 'not_found' });
    const other = { ...scene.tenant, workspaceId: 'ws_other' };
    expect(await images.variantOf(other, file.uploadId, 'thumb')).toEqual({ found: false, reason: 'not_found' });
  });

  it.each([
    ['missing from the store', async (keys: string[]) => void (await scene.store.deleteMany(keys))],
    ['of an older recipe', async () => void (await scene.query('UPDATE images SET recipe = 0'))],
  ])('%s are made again for a burst of requests, once', async (_, spoil) => {
    await spoil(await prepared());
    const images = scene.images();
    const asked = Promise.all(
      Array.from({ length: 50 }, () => images.variantOf(scene.tenant, file.uploadId, 'medium')),
    );
    const worker = scene.worker();
    let taken = 0;
    while (taken === 0) taken = await worker.all();
    const answers = await asked;
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ found: true });
    expect(taken).toBe(1);
    await expectMade(file);
  });

  it('are not made once more for a request that looked before they were', async () => {
    await prepared();
    const repository = new ImagesRepository(scene.database);
    const seen = (await repository.ofBlobs(scene.tenant, [file.blobId])).get(file.blobId)!;
    await repository.request(scene.tenant, file.blobId, seen);
    expect(await scene.worker().all()).toBe(1);
    await repository.request(scene.tenant, file.blobId, seen);
    expect(await scene.find(file)).toMatchObject({ status: 'DONE' });
    await repository.request(scene.tenant, file.blobId);
    expect(await scene.worker().all()).toBe(1);
  });

  it('that cannot be made again in time are asked for later', async () => {
    const keys = await prepared();
    await scene.store.deleteMany(keys);
    const answer = await scene.images(0).variantOf(scene.tenant, file.uploadId, 'thumb');
    expect(answer).toEqual({ found: false, reason: 'pending', retryAfterSeconds: 5 });
    await scene.worker().all();
    await expectMade(file);
  });
});
