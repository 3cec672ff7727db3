import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { openApiDocument } from '../../../src/edge/openapi/openapi.js';
import { WorkspaceContents } from '../../../src/features/workspaces/index.js';
import { makeOrganization, ROOT_KEY, startTenancy } from '../../support/tenancy-app.js';

let tenancy: Awaited<ReturnType<typeof startTenancy>>;
let ask: typeof tenancy.ask;

beforeAll(async () => {
  tenancy = await startTenancy();
  ({ ask } = tenancy);
});
afterAll(() => tenancy.close());

/** A file that was admitted, written as the owner of the database. */
async function putFile(workspaceId: string, bucket: string, id: string, status = 'AVAILABLE'): Promise<void> {
  await tenancy.database.query(`
    INSERT INTO blobs (id, workspace_id, sha256, size, key, etag, detected_type, verdict, scanner_version)
      VALUES ('blb_${id}', '${workspaceId}', md5('${id}') || md5('${id}'), 5, '${id}', 'e', 'text/plain', 'clean', '1');
    INSERT INTO uploads (id, organization_id, workspace_id, bucket_id, status, filename, content_type, reserved_bytes, method,
        key, created_by, url_expires_in_seconds, url_expires_at, deadline_at, next_check_at, confirmed_at, completed_at, size, blob_id)
      SELECT 'upl_${id}', organization_id, workspace_id, id, '${status}', 'a.txt', 'text/plain', 7, 'PUT',
        '${id}', 'key', 60, now(), '2030-01-01T00:00:00Z', now(), now(), now(), 5, 'blb_${id}'
      FROM buckets WHERE workspace_id = '${workspaceId}' AND name = '${bucket}'`);
}

describe('organizations', () => {
  it('are made with a default workspace, its buckets and a first key', async () => {
    const body = { name: 'Acme', tier: 'pro', quota_bytes: 1000, pending_limit: 3 };
    const made = await ask('post', '/v1/organizations', ROOT_KEY).send(body).expect(201);
    expect(made.body).toEqual({
      ...body,
      organization_id: expect.stringMatching(/^org_[0-9a-z]{16}$/),
      workspace_id: expect.stringMatching(/^ws_[0-9a-z]{16}$/),
      api_key: expect.stringMatching(/^sk_/),
      created_at: expect.any(String),
    });
    const { api_key, workspace_id, organization_id } = made.body as Record<string, string>;
    const usage = await ask('get', '/v1/usage', api_key).expect(200);
    expect(usage.body).toMatchObject({
      quota_bytes: 1000,
      used_bytes: 0,
      reserved_bytes: 0,
      pending_count: 0,
      pending_limit: 3,
    });
    const { buckets } = usage.body as { buckets: { bucket_name: string }[] };
    expect(buckets.map((bucket) => bucket.bucket_name).sort()).toEqual([
      'assets',
      'avatars',
      'documents',
      'exports',
      'modules',
    ]);
    const me = await ask('get', '/v1/me', api_key).expect(200);
    expect(me.body).toMatchObject({
      organization_id,
      workspace_id,
      tier: 'pro',
      key_id: expect.stringMatching(/^key_/),
    });
    expect((me.body as { scopes: string[] }).scopes).not.toContain('system');
  });

  it('are made, re-tiered and deleted by the system alone', async () => {
    const { apiKey, organizationId } = await makeOrganization(tenancy);
    const path = `/v1/organizations/${organizationId}`;
    await ask('post', '/v1/organizations', apiKey).send({ name: 'x' }).expect(403);
    await ask('delete', path, apiKey).expect(403);
    for (const body of [
      { tier: 'enterprise' },
      { quota_bytes: 1e12 },
      { pending_limit: 1000 },
      { pending_limit: null },
    ])
      await ask('patch', path, apiKey).send(body).expect(403);
    const renamed = await ask('patch', path, apiKey).send({ name: 'Acme 2' }).expect(200);
    expect(renamed.body).toMatchObject({ name: 'Acme 2', tier: 'free', quota_bytes: 5e9 });
    const raised = await ask('patch', path, ROOT_KEY).send({ tier: 'pro' }).expect(200);
    expect(raised.body).toMatchObject({ tier: 'pro', quota_bytes: 1e12 });
    const me = await ask('get', '/v1/me', apiKey).expect(200);
    expect(me.body).toMatchObject({ tier: 'pro' });
    await ask('delete', path, ROOT_KEY).expect(204);
    await ask('get', '/v1/me', apiKey).expect(401);
    await ask('get', path, ROOT_KEY).expect(404);
  });

  it('lose their own limit of pending uploads by null', async () => {
    const { apiKey, organizationId } = await makeOrganization(tenancy);
    const path = `/v1/organizations/${organizationId}`;
    const limitInUse = async () =>
      ((await ask('get', '/v1/usage', apiKey).expect(200)).body as Record<string, unknown>).pending_limit;
    const usual = await limitInUse();
    await ask('patch', path, ROOT_KEY).send({ pending_limit: 3 }).expect(200);
    await ask('patch', path, apiKey).send({ pending_limit: null }).expect(403);
    expect(await limitInUse()).toBe(3);
    const kept = await ask('patch', path, ROOT_KEY).send({ name: 'Acme 3' }).expect(200);
    expect(kept.body).toMatchObject({ pending_limit: 3 });
    const cleared = await ask('patch', path, ROOT_KEY).send({ pending_limit: null }).expect(200);
    expect(cleared.body).toMatchObject({ pending_limit: null });
    expect(await limitInUse()).toBe(usual);
  });

  it('are listed page by page for the system; other callers see their own', async () => {
    const { apiKey, organizationId } = await makeOrganization(tenancy);
    await makeOrganization(tenancy);
    const own = await ask('get', '/v1/organizations', apiKey).expect(200);
    expect(own.body).toMatchObject({ items: [{ organization_id: organizationId }], next_cursor: null });
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await ask('get', `/v1/organizations?limit=1&cursor=${cursor}`, ROOT_KEY).expect(200);
      const body = page.body as { items: { organization_id: string }[]; next_cursor: string | null };
      seen.push(...body.items.map((item) => item.organization_id));
      cursor = body.next_cursor;
    }
    expect(seen).toEqual([...new Set(seen)].sort().reverse());
    expect(seen).toContain(organizationId);
  });

  it('never delete the one they stand in', async () => {
    const me = await ask('get', '/v1/me', ROOT_KEY).expect(200);
    const { organization_id } = me.body as { organization_id: string };
    const answer = await ask('delete', `/v1/organizations/${organization_id}?force=true`, ROOT_KEY).expect(409);
    expect(answer.body).toMatchObject({ code: 'INVALID_STATE' });
  });
});

describe('workspaces', () => {
  it('are made, found by name, renamed and deleted', async () => {
    const { apiKey, organizationId } = await makeOrganization(tenancy);
    const made = await ask('post', '/v1/workspaces', apiKey).send({ name: 'staging' }).expect(201);
    const { workspace_id } = made.body as { workspace_id: string };
    expect(made.body).toEqual({
      workspace_id,
      name: 'staging',
      organization_id: organizationId,
      created_at: expect.any(String),
    });
    const taken = await ask('post', '/v1/workspaces', apiKey).send({ name: 'staging' }).expect(409);
    expect(taken.body).toMatchObject({ code: 'INVALID_STATE' });
    const me = await ask('get', '/v1/me', apiKey, 'staging').expect(200);
    expect(me.body).toMatchObject({ workspace_id });
    await ask('patch', `/v1/workspaces/${workspace_id}`, apiKey).send({ name: 'live' }).expect(200);
    await ask('get', '/v1/me', apiKey, 'staging').expect(404);
    await ask('get', '/v1/me', apiKey, 'live').expect(200);
    await ask('delete', `/v1/workspaces/${workspace_id}`, apiKey).expect(204);
    await ask('get', '/v1/me', apiKey, 'live').expect(404);
    await ask('get', `/v1/workspaces/${workspace_id}`, apiKey).expect(404);
  });

  it.each(['', 'a b', 'ws_mine', 'usr_x', 'x'.repeat(64), 'ü', '../x'])('refuse the name %j', async (name) => {
    const answer = await ask('post', '/v1/workspaces', ROOT_KEY).send({ name }).expect(400);
    expect(answer.body).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ field: 'name' }] });
  });

  it('stay while they hold files, unless forced', async () => {
    const { apiKey } = await makeOrganization(tenancy);
    const made = await ask('post', '/v1/workspaces', apiKey).send({ name: 'full' }).expect(201);
    const { workspace_id } = made.body as { workspace_id: string };
    await putFile(workspace_id, 'assets', '00000000000000f1');
    const refused = await ask('delete', `/v1/workspaces/${workspace_id}`, apiKey).expect(409);
    expect(refused.body).toMatchObject({ code: 'INVALID_STATE' });
    // No content is removed here: the foreign keys refuse.
    await ask('delete', `/v1/workspaces/${workspace_id}?force=true`, apiKey).expect(409);
    await ask('get', `/v1/workspaces/${workspace_id}`, apiKey).expect(200);
    const contents = tenancy.app.get(WorkspaceContents);
    const removed = jest.spyOn(contents, 'remove').mockImplementation(async ({ workspaceId }) => {
      await tenancy.database.query(`DELETE FROM uploads WHERE workspace_id = '${workspaceId}'`);
    });
    await ask('delete', `/v1/workspaces/${workspace_id}?force=true`, apiKey).expect(204);
    removed.mockRestore();
    await ask('get', `/v1/workspaces/${workspace_id}`, apiKey).expect(404);
  });
});

describe('members', () => {
  it('are added, listed, changed and removed', async () => {
    const { apiKey, workspaceId } = await makeOrganization(tenancy);
    const user = await ask('post', '/v1/users', apiKey).send({ email: 'M@example.com', name: 'Em' }).expect(201);
    const { user_id } = user.body as { user_id: string };
    expect(user.body).toMatchObject({ email: 'm@example.com', name: 'Em' });
    const path = `/v1/workspaces/${workspaceId}/members`;
    const added = await ask('post', path, apiKey).send({ user_id, role: 'member' }).expect(201);
    expect(added.body).toMatchObject({ user_id, role: 'member', email: 'm@example.com', workspace_id: workspaceId });
    await ask('post', path, apiKey).send({ user_id, role: 'member' }).expect(409);
    const nonsense = await ask('post', path, apiKey).send({ user_id, role: 'king' }).expect(400);
    expect(nonsense.body).toMatchObject({ errors: [{ field: 'role' }] });
    await ask('patch', `${path}/${user_id}`, apiKey).send({ role: 'admin' }).expect(200);
    const listed = await ask('get', path, apiKey).expect(200);
    expect(listed.body).toMatchObject({ items: [{ user_id, role: 'admin' }], next_cursor: null });
    await ask('delete', `${path}/${user_id}`, apiKey).expect(204);
    await ask('get', `${path}/${user_id}`, apiKey).expect(404);
    await ask('delete', `${path}/${user_id}`, apiKey).expect(404);
  });
});

describe('usage', () => {
  it('shows a caller bound to a workspace only what is in it', async () => {
    const { apiKey, workspaceId } = await makeOrganization(tenancy);
    const made = await ask('post', '/v1/workspaces', apiKey).send({ name: 'side' }).expect(201);
    const side = (made.body as { workspace_id: string }).workspace_id;
    const key = { name: 'x', scopes: ['uploads:read'], workspace_id: side };
    const bound = await ask('post', '/v1/api-keys', apiKey).send(key).expect(201);
    await putFile(workspaceId, 'assets', '00000000000000f2', 'SCANNING');
    await putFile(side, 'assets', '00000000000000f3', 'SCANNING');
    const reservation = (id: string) => ({ upload_id: `upl_${id}`, bytes: 7, expires_at: '2030-01-01T00:00:00.000Z' });
    const all = await ask('get', '/v1/usage', apiKey).expect(200);
    expect((all.body as { buckets: [] }).buckets).toHaveLength(10);
    expect((all.body as { reservations: [] }).reservations).toEqual(
      ['00000000000000f2', '00000000000000f3'].map(reservation),
    );
    const own = await ask('get', '/v1/usage', (bound.body as { api_key: string }).api_key).expect(200);
    expect((own.body as { buckets: [] }).buckets).toHaveLength(5);
    expect((own.body as { reservations: [] }).reservations).toEqual([reservation('00000000000000f3')]);
  });
});

it('is described by OpenAPI in the names of REST', () => {
  const { paths, components } = openApiDocument(tenancy.app, '0.0.0');
  const schemas = components?.schemas as Record<string, { properties: object; required?: string[] }>;
  expect(Object.keys(paths)).toEqual(
    expect.arrayContaining([
      '/v1/me',
      '/v1/usage',
      '/v1/auth/login',
      '/v1/workspaces/{workspace_id}/members/{user_id}',
    ]),
  );
  expect(Object.keys(schemas['CreateApiKeyInput']!.properties)).toEqual([
    'name',
    'scopes',
    'workspace_id',
    'expires_at',
  ]);
  expect(schemas['CreateApiKeyInput']!.required).toEqual(['name', 'scopes']);
  expect(Object.keys(schemas['ViewerView']!.properties)).toContain('organization_id');
});
