import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { AbandonedSessionsService } from '../../../src/features/uploads/multipart/abandoned-sessions.service.js';
import { MultipartRepository } from '../../../src/features/uploads/multipart/multipart.repository.js';
import type { UploadStatus } from '../../../src/features/uploads/domain/upload-states.js';
import type { MultipartPlace, MultipartUpload, ObjectStore } from '../../../src/platform/object-store/object-store.js';
import { newId } from '../../../src/shared/ids.js';
import { makeTenant, productDatabase, type TestTenant } from '../../support/tenant.js';
import { uploadRepositories } from '../../support/upload-repositories.js';
import { insertUpload } from '../../support/uploads.js';

const PAGE = 2;
const DAY = 24 * 3600_000;

let setup: Awaited<ReturnType<typeof productDatabase>>;
let tenant: TestTenant;
/** The sessions of a bucket that others use, too. */
let open: MultipartUpload[];
let pages: (MultipartPlace | null)[];
let sweeper: AbandonedSessionsService;

const pageOfMultiparts = async (after: MultipartPlace | null) => {
  pages.push(after);
  const start = after === null ? 0 : open.findIndex(({ uploadId }) => uploadId === after.uploadId) + 1;
  const sessions = open.slice(start, start + PAGE);
  const last = sessions.at(-1);
  return { sessions, next: last && start + PAGE < open.length ? { key: last.key, uploadId: last.uploadId } : null };
};

beforeAll(async () => {
  setup = await productDatabase();
  const { moves, trash } = uploadRepositories(setup.database);
  const store = { pageOfMultiparts } as unknown as ObjectStore;
  sweeper = new AbandonedSessionsService(store, new MultipartRepository(setup.database, moves, trash));
});
afterAll(() => setup.close());
beforeEach(async () => {
  tenant = await makeTenant(setup.database);
  [open, pages] = [[], []];
});

const opened = (key: string, ageMs = 2 * DAY) =>
  open.push({ key, uploadId: `session ${open.length}`, initiatedAt: new Date(Date.now() - ageMs) });

async function uploadIn(status: UploadStatus, multipartId: string | null = null): Promise<string> {
  const id = await insertUpload(setup.database, tenant);
  const how = { status, multipartId, statusReason: 'test', confirmedAt: new Date() };
  await setup.database.system.upload.update({ where: { id }, data: how });
  return id;
}

async function sweep(): Promise<string[]> {
  let cursor: string | false | null = null;
  do cursor = await sweeper.sweep(cursor);
  while (cursor);
  const rows = await setup.database.system.trash.findMany({ where: { multipartId: { not: null } } });
  return rows.filter(({ workspaceId }) => workspaceId === tenant.workspaceId).map(({ multipartId }) => multipartId!);
}

it('the sweep aborts what we left, and nothing of another installation in the bucket', async () => {
  const { workspaceId } = tenant;
  const theirs = newId('ws');
  const dated = await uploadIn('REJECTED');
  const ours = [
    `${workspaceId}/staging/${await uploadIn('CANCELED', 'session 0')}`,
    `${workspaceId}/staging/${newId('upl')}`,
    `${workspaceId}/sealed/${newId('upl')}/1`,
    `${workspaceId}/quarantine/${newId('blb')}/8f14e45f`,
    `photos/2026/01/31/${dated}.jpg`,
  ];
  ours.forEach((key) => opened(key));
  const live = await uploadIn('UPLOADING', `session ${open.length}`);
  opened(`${workspaceId}/staging/${live}`);
  opened(`${workspaceId}/staging/${newId('upl')}`, 1000);
  opened(`${workspaceId}/quarantine/${newId('blb')}/a-copy-under-way`, DAY / 2);
  for (const key of ['staging', 'sealed', 'quarantine']) opened(`${theirs}/${key}/${newId('upl')}`);
  opened(`photos/2026/01/31/${newId('upl')}.jpg`);
  opened('backup.tar');
  expect((await sweep()).sort()).toEqual(ours.map((_, n) => `session ${n}`));
  expect(await sweep()).toHaveLength(ours.length);
  expect(await setup.database.system.trash.count({ where: { multipartId: { not: null } } })).toBe(ours.length);
});

it('the sweep holds one page at a time, and goes on where the one before ended', async () => {
  for (let n = 0; n < 5; n++) opened(`${tenant.workspaceId}/sealed/${newId('upl')}/${n}`);
  const first = await sweeper.sweep();
  expect(pages).toEqual([null]);
  expect(JSON.parse(first as string)).toEqual({ key: open[1]!.key, uploadId: 'session 1' });
  expect(await sweeper.sweep(first as string)).toBe(JSON.stringify({ key: open[3]!.key, uploadId: 'session 3' }));
  expect(pages.at(-1)).toEqual({ key: open[1]!.key, uploadId: 'session 1' });
});

it('a store that answers the same page for ever ends the sweep', async () => {
  opened('backup.tar');
  const place = { key: 'backup.tar', uploadId: 'session 0' };
  const stuck = { pageOfMultiparts: async () => ({ sessions: open, next: place }) } as unknown as ObjectStore;
  const { moves, trash } = uploadRepositories(setup.database);
  const service = new AbandonedSessionsService(stuck, new MultipartRepository(setup.database, moves, trash));
  const cursor = await service.sweep();
  expect(await service.sweep(cursor as string)).toBe(false);
});
