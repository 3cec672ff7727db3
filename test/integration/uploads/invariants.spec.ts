import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeTenant, productDatabase, type TestTenant } from '../../support/tenant.js';
import { insertUpload } from '../../support/uploads.js';

let setup: Awaited<ReturnType<typeof productDatabase>>;
let tenant: TestTenant;

beforeAll(async () => {
  setup = await productDatabase();
  tenant = await makeTenant(setup.database);
});
afterAll(() => setup.close());

/** As the owner, whom row-level security does not bind: these constraints hold for every role. */
async function change(assignments: string): Promise<unknown> {
  const id = await insertUpload(setup.database, tenant);
  return setup.test.query(`UPDATE uploads SET ${assignments} WHERE id = '${id}'`, setup.test.systemUrl);
}

describe('a row of uploads', () => {
  it.each([
    [`status = 'SCANNING'`],
    [`status = 'AVAILABLE', confirmed_at = now(), completed_at = now(), size = 1`],
    [`status = 'REJECTED'`],
    [`status = 'REJECTED', status_reason = 'empty', lease_token = 'x'`],
    [`status = 'EXPIRED', lease_token = 'x'`],
    [`lease_token = 'x'`],
    ['reserved_bytes = -1'],
    ['declared_size = -1'],
    ['size = -1'],
    [`declared_hash = 'abc'`],
    [`multipart_id = ''`],
  ])('is never as %s makes it', async (assignments) => {
    await expect(change(assignments)).rejects.toMatchObject({ code: '23514' });
  });

  it.each([
    [`status = 'SCANNING', confirmed_at = now(), lease_token = 'x'`],
    [`status = 'REJECTED', status_reason = 'empty'`],
    [`status = 'EXPIRED'`],
  ])('may be as %s makes it', async (assignments) => {
    await expect(change(assignments)).resolves.toBeDefined();
  });

  it('is not born in a state whose promises it does not keep', async () => {
    const id = await insertUpload(setup.database, tenant);
    const born = `INSERT INTO uploads SELECT (jsonb_populate_record(u, '{"id": "upl_born", "status": "SCANNING"}')).* FROM uploads u WHERE id = '${id}'`;
    await expect(setup.test.query(born, setup.test.systemUrl)).rejects.toMatchObject({ code: '23514' });
  });
});

describe('the usage of an organization', () => {
  it.each(['used_bytes', 'reserved_bytes', 'pending_count'])('never has %s below zero', async (column) => {
    const sql = `UPDATE usage SET ${column} = -1 WHERE organization_id = '${tenant.organizationId}'`;
    await expect(setup.test.query(sql, setup.test.systemUrl)).rejects.toMatchObject({ code: '23514' });
  });
});
