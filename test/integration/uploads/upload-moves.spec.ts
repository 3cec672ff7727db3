import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type UploadEvent,
  uploadStatuses,
  type UploadStatus,
  uploadTransitions,
} from '../../../src/features/uploads/domain/upload-states.js';
import type { MoveChanges } from '../../../src/features/uploads/records/move.js';
import { UploadsRepository } from '../../../src/features/uploads/records/uploads.repository.js';
import { newId } from '../../../src/shared/ids.js';
import { Moves } from '../../support/moves.js';
import { makeTenant, productDatabase, type TestTenant } from '../../support/tenant.js';
import { insertUpload } from '../../support/uploads.js';

let setup: Awaited<ReturnType<typeof productDatabase>>;
let tenant: TestTenant;
let moves: Moves;

beforeAll(async () => {
  setup = await productDatabase();
  tenant = await makeTenant(setup.database);
  moves = new Moves(setup.database);
});
afterAll(() => setup.close());

/** An upload put into a status from outside, with whatever that status needs. */
async function uploadThatIs(status: UploadStatus): Promise<string> {
  const { workspaceId } = tenant;
  const id = await insertUpload(setup.database, tenant);
  const blobId = newId('blb');
  const sha256 = Buffer.from(id.padEnd(32)).toString('hex');
  const facts = { size: 10, key: id, etag: 'e', detectedType: 'text/plain', verdict: 'clean', scannerVersion: 'test' };
  await setup.database.asSystem(async (tx) => {
    await tx.blob.create({ data: { id: blobId, workspaceId, sha256, ...facts } });
    const now = new Date();
    const reached = { confirmedAt: now, completedAt: now, size: 10, blobId, statusReason: 'test', deadlineAt: now };
    await tx.upload.update({ where: { id }, data: { status, ...reached } });
  });
  return id;
}

const statusOf = async (id: string) => (await setup.database.system.upload.findUnique({ where: { id } }))?.status;
const eventsOf = (id: string) =>
  setup.database.system.uploadEvent.findMany({ where: { uploadId: id }, orderBy: { sequence: 'asc' } });

/** The life of an upload, written out by hand: from where to where each event moves it, and the event it publishes. */
const life: Record<string, [from: UploadStatus[], to: UploadStatus, publishes: string]> = {
  begin: [['PENDING'], 'UPLOADING', 'begun'],
  confirm: [['PENDING', 'UPLOADING'], 'SCANNING', 'confirmed'],
  claim: [['SCANNING'], 'SCANNING', 'claim'],
  admit: [['SCANNING'], 'AVAILABLE', 'available'],
  reject: [['PENDING', 'UPLOADING', 'SCANNING'], 'REJECTED', 'rejected'],
  quarantine: [['AVAILABLE'], 'REJECTED', 'quarantined'],
  release: [['REJECTED'], 'AVAILABLE', 'available'],
  expire: [['PENDING', 'UPLOADING'], 'EXPIRED', 'expired'],
  cancel: [['PENDING', 'UPLOADING', 'SCANNING'], 'CANCELED', 'canceled'],
  remove: [['AVAILABLE', 'REJECTED', 'EXPIRED', 'CANCELED'], 'DELETED', 'deleted'],
};
const pairs = uploadStatuses.flatMap((status) =>
  (Object.keys(life) as UploadEvent[]).map((event) => ({ status, event })),
);

describe('every status and event', () => {
  it('are written out here', () => {
    expect(Object.keys(uploadTransitions).sort()).toEqual(Object.keys(life).sort());
  });

  it.each(pairs)('$event of an upload that is $status', async ({ status, event }) => {
    const id = await uploadThatIs(status);
    const move = { id, workspaceId: tenant.workspaceId, event, actor: 'test' };
    const moved = await setup.database.tenant(tenant, (tx) => moves.move(tx, move));
    const [from, to, publishes] = life[event]!;
    if (from.includes(status)) {
      expect(moved).toMatchObject({ from: status, upload: { id, status: to } });
      expect((await eventsOf(id)).map(({ sequence, event, from, to }) => [sequence, event, from, to])).toEqual([
        [1, 'created', null, 'PENDING'],
        [2, publishes, status, to],
      ]);
    } else {
      expect(moved).toBeNull();
      expect(await statusOf(id)).toBe(status);
      expect(await eventsOf(id)).toHaveLength(1);
    }
  });
});

describe('a move', () => {
  it('answers the upload as every reader of it sees it', async () => {
    const id = await uploadThatIs('AVAILABLE');
    const move = { id, workspaceId: tenant.workspaceId, event: 'quarantine', actor: 'test' } as const;
    const changes = { statusReason: 'quarantined:test', etag: 'Ünïcode "quoted"', verifiedAt: new Date(0) };
    const moved = await moves.moveAlone(tenant, { ...move, changes });
    expect(moved).toMatchObject(changes);
    expect(moved).toEqual(await new UploadsRepository(setup.database).find(tenant, id));
  });

  it('sets nothing that a move may not set', async () => {
    const id = await insertUpload(setup.database, tenant);
    const changes = { createdBy: 'another' } as MoveChanges;
    const move = { id, workspaceId: tenant.workspaceId, event: 'cancel', actor: 'test', changes } as const;
    await expect(moves.moveAlone(tenant, move)).rejects.toThrow('a move cannot set {"created_by": "another"}');
    expect(await statusOf(id)).toBe('PENDING');
  });
});

describe('a race for one upload', () => {
  it('has one winner and one event, however many confirm', async () => {
    const id = await insertUpload(setup.database, tenant);
    const move = {
      id,
      workspaceId: tenant.workspaceId,
      event: 'confirm',
      actor: 'test',
      changes: { confirmedAt: new Date() },
    } as const;
    const moved = await Promise.all(Array.from({ length: 20 }, () => moves.moveAlone(tenant, move)));
    expect(moved.filter(Boolean)).toHaveLength(1);
    expect((await eventsOf(id)).map(({ event }) => event)).toEqual(['created', 'confirmed']);
  });

  it('is lost by a worker whose lease was taken over', async () => {
    const id = await uploadThatIs('SCANNING');
    await setup.database.system.upload.update({ where: { id }, data: { leaseToken: 'mine' } });
    const admit = { id, workspaceId: tenant.workspaceId, event: 'admit', actor: 'test' } as const;
    expect(await moves.moveAlone(tenant, { ...admit, leaseToken: 'theirs' })).toBeNull();
    expect(await moves.moveAlone(tenant, { ...admit, leaseToken: 'mine' })).toMatchObject({ status: 'AVAILABLE' });
  });

  it('is closed to another tenant', async () => {
    const id = await insertUpload(setup.database, tenant);
    const stranger = await makeTenant(setup.database);
    const { workspaceId } = tenant;
    expect(await moves.moveAlone(stranger, { id, workspaceId, event: 'cancel', actor: 'x' })).toBeNull();
    expect(await statusOf(id)).toBe('PENDING');
  });
});
