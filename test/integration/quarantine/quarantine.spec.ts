import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Quarantine } from '../../../src/features/blobs/index.js';
import type { AdmissionBooks } from '../../../src/features/uploads/admission/admission-books.repository.js';
import { ContentQuarantinedError } from '../../../src/features/uploads/domain/admission.errors.js';
import type { EndUploadRepository } from '../../../src/features/uploads/endings/end-upload.repository.js';
import type { UploadsRepository } from '../../../src/features/uploads/records/uploads.repository.js';
import { quarantineBooks } from '../../support/quarantine-books.js';
import { makeTenant, productDatabase, type TestTenant } from '../../support/tenant.js';
import { uploadBooks } from '../../support/upload-books.js';
import { insertUpload } from '../../support/uploads.js';

const SHA = 'ab'.repeat(32);
const WHY = { reason: 'found harmful', by: 'key_admin' };
const ROUNDS = 10;

let setup: Awaited<ReturnType<typeof productDatabase>>;
let books: AdmissionBooks;
let endings: EndUploadRepository;
let uploads: UploadsRepository;
let quarantine: ReturnType<typeof quarantineBooks>;
let tenant: TestTenant;

beforeAll(async () => {
  setup = await productDatabase();
  ({ books, endings, uploads } = uploadBooks(setup.database));
  quarantine = quarantineBooks(setup.database);
});
afterAll(() => setup.close());
beforeEach(async () => (tenant = await makeTenant(setup.database, 100)));

const facts = {
  size: 10,
  detectedType: 'text/plain',
  sha256: SHA,
  etag: 'e',
  verdict: 'clean',
  verdictCause: null,
  scannerVersion: 'test',
};

async function scanning() {
  const id = await insertUpload(setup.database, tenant);
  await setup.database.system.upload.update({ where: { id }, data: { status: 'SCANNING', confirmedAt: new Date() } });
  const leased = await books.claim();
  expect(leased?.id).toBe(id);
  return leased!;
}

async function admitted(): Promise<string> {
  const leased = await scanning();
  await books.admit(leased, facts, { promotedKey: await books.planPromotion(leased) });
  return leased.id;
}

async function keptApart(): Promise<string> {
  const leased = await scanning();
  await books.quarantine(leased, facts, { key: await books.planQuarantine(leased), reason: 'encrypted' });
  return leased.id;
}

const close = (by = tenant) => quarantine.begin.begin(by, SHA, WHY);
const release = (id: string, by = tenant) => quarantine.release.release(by, id, WHY);
const find = (id: string) => uploads.find(tenant, id);
const blobs = () => setup.database.system.blob.findMany({ where: { workspaceId: tenant.workspaceId } });
const trashed = async () =>
  (await setup.database.system.trash.findMany({ where: { workspaceId: tenant.workspaceId } })).map(({ key }) => key);

async function putAway(): Promise<void> {
  const closed = await setup.database.system.quarantine.findMany({ where: { workspaceId: tenant.workspaceId } });
  for (const one of closed) for (const id of await quarantine.files.some(one)) await quarantine.files.putAway(one, id);
}

async function used(): Promise<[used: bigint, reserved: bigint]> {
  const usage = await setup.database.system.usage.findFirstOrThrow({
    where: { organizationId: tenant.organizationId },
  });
  return [usage.usedBytes, usage.reservedBytes];
}

describe('closing a content', () => {
  it('makes all its files unreadable in one transaction, then moves each with its event and its books', async () => {
    const ids = [await admitted(), await admitted()];
    await quarantine.notes.note(tenant, [ids[0]!], 'usr_reader');
    expect(await close()).toMatchObject({ sha256: SHA, reason: 'found harmful', fileCount: 2 });
    for (const id of ids)
      expect(await find(id)).toMatchObject({ status: 'REJECTED', statusReason: 'quarantined:found harmful' });
    expect(await used()).toEqual([20n, 0n]);
    await putAway();
    expect(await used()).toEqual([0n, 0n]);
    const events = await setup.database.system.uploadEvent.findMany({
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

  it('happens once, whoever asks how often; the first reason counts', async () => {
    await admitted();
    const all = await Promise.all(Array.from({ length: 8 }, close.bind(null, tenant)));
    expect(new Set(all.map((one) => one?.createdAt.getTime())).size).toBe(1);
    expect(await quarantine.begin.begin(tenant, SHA, { reason: 'another', by: 'x' })).toMatchObject({
      reason: WHY.reason,
    });
    const audits = await setup.database.system.auditEvent.findMany({ where: { workspaceId: tenant.workspaceId } });
    expect(audits).toMatchObject([{ action: 'content.quarantine', actor: 'key_admin', subject: SHA }]);
  });

  it('does nothing to another tenant, who has the same content', async () => {
    const id = await admitted();
    expect(await close(await makeTenant(setup.database))).toBeNull();
    expect(await find(id)).toMatchObject({ status: 'AVAILABLE' });
  });

  it('lets nobody in by sharing it, nor by bringing it again after the last file was deleted', async () => {
    const id = await admitted();
    await close();
    const second = await scanning();
    await expect(books.admit(second, facts, { promotedKey: null })).rejects.toThrow(ContentQuarantinedError);
    await books.quarantine(second, facts, { key: null, reason: 'found harmful' });
    await putAway();
    for (const one of [id, second.id]) await endings.remove((await find(one))!, 'test');
    expect(await blobs()).toEqual([]);
    const third = await scanning();
    const promotedKey = await books.planPromotion(third);
    await expect(books.admit(third, facts, { promotedKey })).rejects.toThrow(ContentQuarantinedError);
    expect(await blobs()).toEqual([]);
    expect(await trashed()).toContain(promotedKey);
  });
});

describe('the bytes of a closed content', () => {
  const closed = async (): Promise<Quarantine> => (await close())!;

  it('get a key that no link has, and the old one is trash', async () => {
    await admitted();
    const [before] = await blobs();
    const one = await closed();
    const plan = (await quarantine.isolation.plan(one))!;
    expect(await trashed()).toContain(plan.key);
    await quarantine.isolation.adopt(one, plan, 'e2');
    expect(await blobs()).toMatchObject([{ key: plan.key, etag: 'e2', state: 'quarantined' }]);
    expect(await trashed()).toContain(before!.key);
    expect(await trashed()).not.toContain(plan.key);
  });

  it('moved by two workers at once have one new key; the other copy is trash', async () => {
    await admitted();
    const one = await closed();
    const plans = [(await quarantine.isolation.plan(one))!, (await quarantine.isolation.plan(one))!];
    await Promise.all(plans.map((plan) => quarantine.isolation.adopt(one, plan, 'e2')));
    const key = (await blobs())[0]!.key;
    const copies = plans.map((plan) => plan.key);
    expect(copies).toContain(key);
    expect((await trashed()).filter((trash) => copies.includes(trash))).toEqual(copies.filter((copy) => copy !== key));
  });

  it('stay where they are when the file was released during the copy; the copy is trash', async () => {
    const id = await admitted();
    const [before] = await blobs();
    const one = await closed();
    const plan = (await quarantine.isolation.plan(one))!;
    await release(id);
    await quarantine.isolation.adopt(one, plan, 'e2');
    expect(await blobs()).toMatchObject([{ key: before!.key, state: 'live' }]);
    expect(await trashed()).toContain(plan.key);
    expect(await quarantine.isolation.plan(one)).toBeNull();
  });

  it('go with the last file', async () => {
    const id = await keptApart();
    const [blob] = await blobs();
    expect(blob).toMatchObject({ state: 'quarantined', quarantineReason: 'encrypted' });
    await endings.remove((await find(id))!, 'test');
    expect(await blobs()).toEqual([]);
    expect(await trashed()).toContain(blob!.key);
    expect(await used()).toEqual([0n, 0n]);
  });
});

describe('releasing', () => {
  it('makes a file readable that policy or an administrator had closed, and it counts again', async () => {
    const id = await keptApart();
    expect(await used()).toEqual([0n, 0n]);
    expect(await release(id)).toMatchObject({ status: 'AVAILABLE', statusReason: null, blob: { state: 'live' } });
    await close();
    await putAway();
    expect(await find(id)).toMatchObject({ status: 'REJECTED' });
    expect(await release(id)).toMatchObject({ status: 'AVAILABLE' });
    expect(await used()).toEqual([10n, 0n]);
    const audits = await setup.database.system.auditEvent.findMany({ where: { subject: id } });
    expect(audits).toMatchObject([
      { action: 'upload.release' },
      { action: 'upload.release', detail: { reason: WHY.reason } },
    ]);
  });

  it('is refused when the quota has no room by now, and changes nothing', async () => {
    const id = await keptApart();
    await insertUpload(setup.database, tenant, { declaredSize: 91, reservedBytes: 91 });
    await expect(release(id)).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
    expect(await find(id)).toMatchObject({ status: 'REJECTED', blob: { state: 'quarantined' } });
    expect(await used()).toEqual([0n, 91n]);
  });

  it('is for files that are quarantined, and for those who own them', async () => {
    const id = await admitted();
    await expect(release(id)).rejects.toMatchObject({ code: 'INVALID_STATE' });
    const kept = await scanning();
    await books.reject(kept, 'mime_mismatch', {});
    await expect(release(kept.id)).rejects.toMatchObject({ code: 'INVALID_STATE' });
    await expect(release(id, await makeTenant(setup.database))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('before a worker came, opens the content again; nothing is put away after it', async () => {
    const id = await admitted();
    const one = (await close())!;
    await release(id);
    expect(await quarantine.files.putAway(one, id)).toBe(false);
    expect(await find(id)).toMatchObject({ status: 'AVAILABLE' });
    expect(await used()).toEqual([10n, 0n]);
  });
});

describe('races', () => {
  it('closing against admitting the same content: nobody reads it afterwards', async () => {
    for (let n = 0; n < ROUNDS; n++) {
      tenant = await makeTenant(setup.database, 100);
      await admitted();
      const second = await scanning();
      const admit = books.admit(second, facts, { promotedKey: null }).catch((error: Error) => error);
      await Promise.all([close(), admit]);
      expect((await find(second.id))!.status).not.toBe('AVAILABLE');
      await putAway();
      expect((await used())[0]).toBe(0n);
    }
  });

  it('closing against deleting: closed or gone, and no byte is nobody’s', async () => {
    for (let n = 0; n < ROUNDS; n++) {
      tenant = await makeTenant(setup.database, 100);
      const upload = (await find(await admitted()))!;
      const [begun] = await Promise.all([close(), endings.remove(upload, 'test')]);
      if (begun) await putAway();
      expect(await find(upload.id)).toBeNull();
      expect(await blobs()).toEqual([]);
      expect(await trashed()).toContain(upload.blob!.key);
      expect(await used()).toEqual([0n, 0n]);
    }
  });

  it('releasing against deleting: it is gone in the end, and its bytes and books with it', async () => {
    for (let n = 0; n < ROUNDS; n++) {
      tenant = await makeTenant(setup.database, 100);
      const upload = (await find(await keptApart()))!;
      await Promise.all([
        release(upload.id).catch((error: { code: string }) => expect(error.code).toBe('NOT_FOUND')),
        endings.remove(upload, 'test'),
      ]);
      expect(await find(upload.id)).toBeNull();
      expect(await blobs()).toEqual([]);
      expect(await trashed()).toContain(upload.blob!.key);
      expect(await used()).toEqual([0n, 0n]);
    }
  });

  it('ten releases at once count the file once', async () => {
    const id = await keptApart();
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => release(id)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await used()).toEqual([10n, 0n]);
  });
});

describe('the notes of downloads', () => {
  it('are one row for each reader and file, and end with their time', async () => {
    const upload = (await find(await admitted()))!;
    for (const actor of ['a', 'b', 'a']) await quarantineBooks(setup.database).notes.note(tenant, [upload.id], actor);
    const notes = () => setup.database.system.downloadNote.findMany({ where: { uploadId: upload.id } });
    expect(await notes()).toHaveLength(2);
    await setup.test.query(`UPDATE download_notes SET last_at = now() - interval '61 days' WHERE actor = 'a'`);
    expect(await setup.database.asSystem((tx) => quarantine.notes.recent(tx, upload, 10))).toMatchObject([
      { actor: 'b' },
    ]);
    expect(await quarantine.notes.forget(100)).toBe(false);
    expect(await notes()).toMatchObject([{ actor: 'b' }]);
  });
});
