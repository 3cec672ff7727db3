import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Quarantine } from '../../../src/features/quarantine/quarantines.repository.js';
import { LiveLinksError } from '../../../src/features/quarantine/release.transaction.js';
import { ContentQuarantinedError } from '../../../src/features/scanning/domain/admission.errors.js';
import { attemptPlaces } from '../../../src/features/uploads/domain/object-key.js';
import { facts, QuarantineScene, SHA, WHY } from '../../support/quarantine-scene.js';
import { quarantineRepositories } from '../../support/quarantine-repositories.js';
import { makeTenant } from '../../support/tenant.js';
import { insertUpload } from '../../support/uploads.js';

const ROUNDS = 10;

let scene: QuarantineScene;

beforeAll(async () => void (scene = await QuarantineScene.open()));
afterAll(() => scene.close());
beforeEach(() => scene.change());

describe('the quarantine of a content', () => {
  it('makes all its files unreadable in one transaction, then moves each with its event and its usage', async () => {
    const ids = [await scene.admitted(), await scene.admitted()];
    await scene.quarantine.notes.note(scene.tenant, [ids[0]!], 'usr_reader');
    expect(await scene.begin()).toMatchObject({ sha256: SHA, reason: 'found harmful', fileCount: 2 });
    for (const id of ids)
      expect(await scene.find(id)).toMatchObject({ status: 'REJECTED', statusReason: 'quarantined:found harmful' });
    expect(await scene.used()).toEqual([20n, 0n]);
    await scene.moveFiles();
    expect(await scene.used()).toEqual([0n, 0n]);
    const events = await scene.database.system.uploadEvent.findMany({
      where: { uploadId: ids[0], event: 'quarantined' },
    });
    expect(events).toMatchObject([
      {
        actor: 'key_admin',
        detail: 'quarantined:found harmful',
        data: { sha256: SHA, recent_downloaders: [{ actor: 'usr_reader' }], more_downloaders: false },
      },
    ]);
  });

  it('begins once, however often it is requested; the first reason counts', async () => {
    await scene.admitted();
    const all = await Promise.all(Array.from({ length: 8 }, () => scene.begin()));
    expect(new Set(all.map((one) => one?.createdAt.getTime())).size).toBe(1);
    expect(await scene.quarantine.begin.begin(scene.tenant, SHA, { reason: 'another', by: 'x' })).toMatchObject({
      reason: WHY.reason,
    });
    const audits = await scene.database.system.auditEvent.findMany({
      where: { workspaceId: scene.tenant.workspaceId },
    });
    expect(audits).toMatchObject([{ action: 'content.quarantine', actor: 'key_admin', target: SHA }]);
  });

  it('does not change another tenant with the same content', async () => {
    const id = await scene.admitted();
    expect(await scene.begin(await makeTenant(scene.database))).toBeNull();
    expect(await scene.find(id)).toMatchObject({ status: 'AVAILABLE' });
  });

  it('refuses the content in new uploads, while files have it and after the last one was deleted', async () => {
    const id = await scene.admitted();
    await scene.begin();
    const second = await scene.scanning();
    await expect(scene.admission.admit(second, facts, { copiedTo: null })).rejects.toThrow(ContentQuarantinedError);
    await scene.admission.quarantine(second, facts, { copiedTo: null, reason: 'found harmful' });
    await scene.moveFiles();
    for (const one of [id, second.id]) await scene.remove(one);
    expect(await scene.blobs()).toEqual([]);
    const third = await scene.scanning();
    const copiedTo = attemptPlaces(third).final;
    await expect(scene.admission.admit(third, facts, { copiedTo })).rejects.toThrow(ContentQuarantinedError);
    expect(await scene.blobs()).toEqual([]);
    expect(await scene.trashed()).toContain(copiedTo);
  });
});

describe('the bytes of a quarantined content', () => {
  const begun = async (): Promise<Quarantine> => (await scene.begin())!;

  it('get a key that no link has, and the old one is trashed', async () => {
    await scene.admitted();
    const [before] = await scene.blobs();
    const one = await begun();
    const plan = (await scene.quarantine.relocation.plan(one))!;
    expect(await scene.trashed()).toContain(plan.key);
    await scene.quarantine.relocation.adopt(plan, 'e2');
    expect(await scene.blobs()).toMatchObject([{ key: plan.key, etag: 'e2', state: 'quarantined' }]);
    expect(await scene.trashed()).toContain(before!.key);
    expect(await scene.trashed()).not.toContain(plan.key);
  });

  it('moved by two workers at once have one new key; the other copy is trashed', async () => {
    await scene.admitted();
    const one = await begun();
    const plans = [(await scene.quarantine.relocation.plan(one))!, (await scene.quarantine.relocation.plan(one))!];
    await Promise.all(plans.map((plan) => scene.quarantine.relocation.adopt(plan, 'e2')));
    const key = (await scene.blobs())[0]!.key;
    const copies = plans.map((plan) => plan.key);
    expect(copies).toContain(key);
    expect(new Set((await scene.trashed()).filter((trash) => copies.includes(trash)))).toEqual(
      new Set(copies.filter((copy) => copy !== key)),
    );
  });

  it('cannot be released before they have left the key of the links, and that key is empty', async () => {
    const id = await scene.admitted();
    const one = await begun();
    const refused = () => expect(scene.release(id)).rejects.toThrow(LiveLinksError);
    await refused();
    const plan = (await scene.quarantine.relocation.plan(one))!;
    await refused();
    await scene.quarantine.relocation.adopt(plan, 'e2');
    expect(await scene.quarantine.relocation.confirmLinksEnded(one)).toBe(false);
    await refused();
    await scene.query(
      `UPDATE trash SET attempts = 1, not_before = now() + interval '1 hour' WHERE not_before <= now()`,
    );
    expect(await scene.quarantine.relocation.confirmLinksEnded(one)).toBe(false);
    await scene.query('DELETE FROM trash WHERE attempts > 0');
    expect(await scene.quarantine.relocation.confirmLinksEnded(one)).toBe(true);
    expect(await scene.release(id)).toMatchObject({ status: 'AVAILABLE', blob: { key: plan.key } });
  });

  it('are not moved by a late worker: its copy is trashed', async () => {
    const id = await scene.admitted();
    const one = await begun();
    const late = (await scene.quarantine.relocation.plan(one))!;
    await scene.endLinks(one);
    const [moved] = await scene.blobs();
    await scene.release(id);
    await scene.quarantine.relocation.adopt(late, 'e3');
    expect(await scene.blobs()).toMatchObject([{ key: moved!.key, etag: 'e2', state: 'live' }]);
    expect(await scene.trashed()).toContain(late.key);
  });

  it('deleted with their last file leave nothing to move; the content can be uploaded, quarantined and released', async () => {
    const id = await scene.admitted();
    const one = await begun();
    await scene.remove(id);
    expect(await scene.quarantine.relocation.plan(one)).toBeNull();
    const again = await scene.quarantined();
    expect(await scene.release(again)).toMatchObject({ status: 'AVAILABLE' });
  });

  it('are deleted again after the last moment at which a delayed copy could bring them back', async () => {
    const id = await scene.admitted();
    const { key } = (await scene.blobs())[0]!;
    await scene.remove(id);
    await scene.emptyTrash();
    expect(await scene.trashed()).toContain(key);
    const old = await scene.admitted();
    await scene.query(`UPDATE blobs SET key_since = now() - interval '1 day'`);
    await scene.remove(old);
    await scene.emptyTrash();
    expect(await scene.trashed()).not.toContain(
      (await scene.database.system.upload.findUnique({ where: { id: old } }))!.key,
    );
  });

  it('are trashed with the last file', async () => {
    const id = await scene.quarantined();
    const [blob] = await scene.blobs();
    expect(blob).toMatchObject({ state: 'quarantined', quarantineReason: 'encrypted' });
    await scene.remove(id);
    expect(await scene.blobs()).toEqual([]);
    expect(await scene.trashed()).toContain(blob!.key);
    expect(await scene.used()).toEqual([0n, 0n]);
  });
});

describe('releasing', () => {
  it('makes a file readable that a policy or an administrator had quarantined, and it counts again', async () => {
    const id = await scene.quarantined();
    expect(await scene.used()).toEqual([0n, 0n]);
    expect(await scene.release(id)).toMatchObject({ status: 'AVAILABLE', statusReason: null, blob: { state: 'live' } });
    await scene.endLinks((await scene.begin())!);
    await scene.moveFiles();
    expect(await scene.find(id)).toMatchObject({ status: 'REJECTED' });
    expect(await scene.release(id)).toMatchObject({ status: 'AVAILABLE' });
    expect(await scene.used()).toEqual([10n, 0n]);
    const audits = await scene.database.system.auditEvent.findMany({ where: { target: id } });
    expect(audits).toMatchObject([
      { action: 'upload.release' },
      { action: 'upload.release', detail: { reason: WHY.reason } },
    ]);
  });

  it('is refused when the quota has no room by now, and changes nothing', async () => {
    const id = await scene.quarantined();
    await insertUpload(scene.database, scene.tenant, { declaredSize: 91, reservedBytes: 91 });
    await expect(scene.release(id)).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
    expect(await scene.find(id)).toMatchObject({ status: 'REJECTED', blob: { state: 'quarantined' } });
    expect(await scene.used()).toEqual([0n, 91n]);
  });

  it('is for quarantined files of the own workspace', async () => {
    const id = await scene.admitted();
    await expect(scene.release(id)).rejects.toMatchObject({ code: 'INVALID_STATE' });
    const kept = await scene.scanning();
    await scene.admission.reject(kept, 'mime_mismatch', {});
    await expect(scene.release(kept.id)).rejects.toMatchObject({ code: 'INVALID_STATE' });
    await expect(scene.release(id, await makeTenant(scene.database))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('before a worker moved the file, prevents the move', async () => {
    const id = await scene.admitted();
    const one = (await scene.begin())!;
    await scene.endLinks(one);
    await scene.release(id);
    await scene.quarantine.files.move(one, id);
    expect(await scene.find(id)).toMatchObject({ status: 'AVAILABLE' });
    expect(await scene.used()).toEqual([10n, 0n]);
    await expect(scene.release(id)).rejects.toMatchObject({ code: 'INVALID_STATE' });
  });
});

describe('races', () => {
  it('quarantine against admission of the same content: it is not readable afterwards', async () => {
    for (let n = 0; n < ROUNDS; n++) {
      await scene.change();
      await scene.admitted();
      const second = await scene.scanning();
      const admit = scene.admission.admit(second, facts, { copiedTo: null }).catch((error: Error) => error);
      await Promise.all([scene.begin(), admit]);
      expect((await scene.find(second.id))!.status).not.toBe('AVAILABLE');
      await scene.moveFiles();
      expect((await scene.used())[0]).toBe(0n);
    }
  });

  it('quarantine against deletion: quarantined or deleted, and no byte is without an owner', async () => {
    for (let n = 0; n < ROUNDS; n++) {
      await scene.change();
      const upload = (await scene.find(await scene.admitted()))!;
      const [begun] = await Promise.all([scene.begin(), scene.termination.remove(upload, 'test')]);
      if (begun) await scene.moveFiles();
      expect(await scene.find(upload.id)).toBeNull();
      expect(await scene.blobs()).toEqual([]);
      expect(await scene.trashed()).toContain(upload.blob!.key);
      expect(await scene.used()).toEqual([0n, 0n]);
    }
  });

  it('release against deletion: deleted in the end, with its bytes and its usage', async () => {
    for (let n = 0; n < ROUNDS; n++) {
      await scene.change();
      const upload = (await scene.find(await scene.quarantined()))!;
      await Promise.all([
        scene.release(upload.id).catch((error: { code: string }) => expect(error.code).toBe('NOT_FOUND')),
        scene.termination.remove(upload, 'test'),
      ]);
      expect(await scene.find(upload.id)).toBeNull();
      expect(await scene.blobs()).toEqual([]);
      expect(await scene.trashed()).toContain(upload.blob!.key);
      expect(await scene.used()).toEqual([0n, 0n]);
    }
  });

  it('ten releases at once count the file once', async () => {
    const id = await scene.quarantined();
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => scene.release(id)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await scene.used()).toEqual([10n, 0n]);
  });
});

describe('the notes of downloads', () => {
  it('are one row for each reader and file, and end with their time', async () => {
    const upload = (await scene.find(await scene.admitted()))!;
    for (const actor of ['a', 'b', 'a'])
      await quarantineRepositories(scene.database).notes.note(scene.tenant, [upload.id], actor);
    const notes = () => scene.database.system.downloadNote.findMany({ where: { uploadId: upload.id } });
    expect(await notes()).toHaveLength(2);
    await scene.query(`UPDATE download_notes SET last_at = now() - interval '61 days' WHERE actor = 'a'`);
    expect(await scene.database.asSystem((tx) => scene.quarantine.notes.recent(tx, upload, 10))).toMatchObject([
      { actor: 'b' },
    ]);
    expect(await scene.quarantine.notes.forget(100)).toBe(false);
    expect(await notes()).toMatchObject([{ actor: 'b' }]);
  });
});
