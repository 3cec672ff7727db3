import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Quarantine } from '../../../src/features/quarantine/quarantines.repository.js';
import { LiveLinksError } from '../../../src/features/quarantine/release.transaction.js';
import { DuplicatesRepository } from '../../../src/features/uploads/creation/duplicates.repository.js';
import { ContentQuarantinedError } from '../../../src/features/scanning/domain/admission.errors.js';
import type { Actor } from '../../../src/shared/actor.js';
import { facts, QuarantineScene, SHA } from '../../support/quarantine-scene.js';

let scene: QuarantineScene;

beforeAll(async () => void (scene = await QuarantineScene.open()));
afterAll(() => scene.close());
beforeEach(() => scene.change());

describe('of several files with one quarantined content', () => {
  let released: string;
  let others: string[];
  let one: Quarantine;

  /** As the only one that is due. */
  const claim = async (worker: string) => {
    const { workspaceId } = scene.tenant;
    await scene.database.system.$executeRaw`
      UPDATE quarantines SET due_at = CASE WHEN workspace_id = ${workspaceId} THEN now() END`;
    return scene.quarantine.work.claim(worker, 60);
  };
  const statusOf = async (id: string) => (await scene.find(id))?.status;
  const statuses = () => Promise.all(others.map(statusOf));

  beforeEach(async () => {
    [released, ...others] = [await scene.admitted(), await scene.admitted(), await scene.admitted()] as [
      string,
      string,
      string,
    ];
    one = (await scene.begin())!;
    await scene.endLinks(one);
  });

  it.each(['before any was moved', 'after some were', 'after all were'])(
    'only the one that is released comes back, %s',
    async (when) => {
      if (when === 'after some were') await scene.quarantine.files.move(one, others[0]!);
      if (when === 'after all were') await scene.moveFiles();
      await scene.release(released);
      expect([await statusOf(released), ...(await statuses())]).toEqual(['AVAILABLE', 'REJECTED', 'REJECTED']);
      for (const id of others)
        expect(await scene.find(id)).toMatchObject({ statusReason: 'quarantined:found harmful' });
      await scene.moveFiles();
      expect([await statusOf(released), ...(await statuses())]).toEqual(['AVAILABLE', 'REJECTED', 'REJECTED']);
      expect(await scene.used()).toEqual([10n, 0n]);
      expect(await scene.quarantine.files.unmoved(one)).toEqual([]);
    },
  );

  it('the work goes on after a release, until each has its event', async () => {
    await scene.release(released);
    const taken = await claim('worker');
    expect(taken).toMatchObject({ sha256: SHA, releasedAt: expect.any(Date) });
    await scene.moveFiles();
    const where = { uploadId: { in: others }, event: 'quarantined' };
    expect(await scene.database.system.uploadEvent.count({ where })).toBe(2);
  });

  it('each can be released in turn, and one by one they count again', async () => {
    await scene.release(released);
    await scene.release(others[0]!);
    await scene.moveFiles();
    await scene.release(others[1]!);
    expect(await statuses()).toEqual(['AVAILABLE', 'AVAILABLE']);
    expect(await scene.used()).toEqual([30n, 0n]);
  });

  it('one that is deleted instead stays deleted, and the bytes stay for the others', async () => {
    await scene.remove(others[0]!);
    await scene.release(released);
    expect(await statuses()).toEqual([undefined, 'REJECTED']);
    await scene.remove(released);
    expect(await scene.blobs()).toHaveLength(1);
    await scene.moveFiles();
    await scene.remove(others[1]!);
    expect(await scene.blobs()).toEqual([]);
    expect(await scene.used()).toEqual([0n, 0n]);
  });

  it('an upload during the quarantine is quarantined, one after a release shares the released bytes', async () => {
    const early = await scene.scanning();
    await expect(scene.admission.admit(early, facts, { copiedTo: null })).rejects.toThrow(ContentQuarantinedError);
    await scene.admission.quarantine(early, facts, { copiedTo: null, reason: 'found harmful' });
    await scene.release(released);
    expect([await statusOf(early.id), ...(await statuses())]).toEqual(['REJECTED', 'REJECTED', 'REJECTED']);
    const late = await scene.scanning();
    await scene.admission.admit(late, facts, { copiedTo: null });
    expect([await statusOf(late.id), ...(await statuses())]).toEqual(['AVAILABLE', 'REJECTED', 'REJECTED']);
    await scene.release(early.id);
    expect(await statusOf(early.id)).toBe('AVAILABLE');
  });

  it('no hash finds one that is still quarantined', async () => {
    await scene.release(others[1]!);
    const actor = { ...scene.tenant, scopes: new Set(['uploads:read']) } as unknown as Actor;
    const wanted = { id: 'upl_new', declaredHash: SHA, declaredSize: 10, skipDuplicates: true };
    const found = await new DuplicatesRepository(scene.database).findOriginals(actor, [wanted]);
    expect(found.get('upl_new')?.id).toBe(others[1]);
  });

  it('a second quarantine covers all; the bytes are moved again, and the links from between end', async () => {
    await scene.release(released);
    const [before] = await scene.blobs();
    const again = (await scene.begin())!;
    expect([await statusOf(released), ...(await statuses())]).toEqual(['REJECTED', 'REJECTED', 'REJECTED']);
    await expect(scene.release(others[0]!)).rejects.toThrow(LiveLinksError);
    await scene.endLinks(again);
    expect((await scene.blobs())[0]!.key).not.toBe(before!.key);
    await scene.release(others[0]!);
    expect([await statusOf(released), ...(await statuses())]).toEqual(['REJECTED', 'AVAILABLE', 'REJECTED']);
  });

  it('a worker of the first quarantine ends nothing of the second', async () => {
    await scene.release(released);
    const again = (await scene.begin())!;
    await claim('second worker');
    expect(await scene.quarantine.relocation.confirmLinksEnded({ ...one, leaseToken: 'first worker' })).toBe(true);
    expect(
      await scene.quarantine.work.current(scene.database.system, { ...again, leaseToken: 'second worker' }),
    ).toMatchObject({
      movedAt: null,
    });
  });
});
