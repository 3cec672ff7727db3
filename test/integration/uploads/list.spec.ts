import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type UploadFilter, UploadsRepository } from '../../../src/features/uploads/records/uploads.repository.js';
import { makeTenant, productDatabase, type TestTenant } from '../../support/tenant.js';
import { insertUpload } from '../../support/uploads.js';

let setup: Awaited<ReturnType<typeof productDatabase>>;
let tenant: TestTenant;
let uploads: UploadsRepository;
const ids: string[] = [];

beforeAll(async () => {
  setup = await productDatabase();
  tenant = await makeTenant(setup.database);
  uploads = new UploadsRepository(setup.database);
  const made = [
    { contentType: 'image/png', metadata: { color: 'red', size: 5, nested: { deep: true } } },
    { contentType: 'text/plain', metadata: { color: 'blue', size: '5', final: true } },
    { contentType: 'image/png', metadata: { color: null } },
  ];
  for (const upload of made) ids.push(await insertUpload(setup.database, tenant, upload));
});
afterAll(() => setup.close());

const found = async (filter: UploadFilter) =>
  (await uploads.list(tenant, filter, { limit: 10 })).rows.map(({ id }) => ids.indexOf(id));

describe('a list of uploads', () => {
  it.each<[string, UploadFilter, number[]]>([
    ['everything, newest first', {}, [2, 1, 0]],
    ['a type', { contentType: 'image/png' }, [2, 0]],
    ['a status', { statuses: ['SCANNING'] }, []],
    ['a status that nothing has', { statuses: [] }, []],
    ['a bucket by name', { bucket: 'assets' }, [2, 1, 0]],
    ['another bucket', { bucket: 'exports' }, []],
    ['a moment before', { createdAfter: new Date(Date.now() - 60_000) }, [2, 1, 0]],
    ['a moment to come', { createdAfter: new Date(Date.now() + 60_000) }, []],
    ['metadata', { metadata: { color: 'red' } }, [0]],
    ['metadata that is the same in a query string', { metadata: { size: '5' } }, [1, 0]],
    ['metadata that is a flag', { metadata: { final: 'true' } }, [1]],
    ['metadata that is null', { metadata: { color: null } }, [2]],
    ['metadata that is nested', { metadata: { nested: { deep: true } } }, [0]],
    ['several at once', { contentType: 'image/png', metadata: { color: 'red', size: 5 } }, [0]],
  ])('shows %s', async (_, filter, expected) => {
    expect(await found(filter)).toEqual(expected);
  });

  it('goes on where the page before ended', async () => {
    const [first, second] = (await uploads.list(tenant, {}, { limit: 1 })).rows;
    const next = await uploads.list(tenant, {}, { limit: 1, after: first!.id });
    expect(next.rows[0]!.id).toBe(second!.id);
  });

  it('shows nothing of another tenant', async () => {
    const stranger = await makeTenant(setup.database);
    expect((await uploads.list(stranger, {}, { limit: 10 })).rows).toEqual([]);
    expect(await uploads.find(stranger, ids[0]!)).toBeNull();
  });
});
