import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { LastUses } from '../../../src/features/identity/last-uses.service.js';
import { makeOrganization, ROOT_KEY, startTenancy, startTenancyApp } from '../../support/tenancy-app.js';

let tenancy: Awaited<ReturnType<typeof startTenancy>>;
let ask: typeof tenancy.ask;

beforeAll(async () => {
  tenancy = await startTenancy();
  ({ ask } = tenancy);
});
afterAll(() => tenancy.close());

interface Key {
  key_id: string;
  api_key: string;
}

async function makeKey(bearer: string, body: object): Promise<Key> {
  const answer = await ask('post', '/v1/api-keys', bearer)
    .send({ name: 'test', ...body })
    .expect(201);
  return answer.body as Key;
}

describe('an API key', () => {
  it('is shown once, in the answer that made it', async () => {
    const { apiKey } = await makeOrganization(tenancy);
    const made = await ask('post', '/v1/api-keys', apiKey).send({ name: 'importer', scopes: ['uploads:write'] });
    expect(made.status).toBe(201);
    const { key_id, api_key, created_at } = made.body as Key & { created_at: string };
    expect(api_key).toMatch(/^sk_[A-Za-z0-9_-]{32}$/);
    expect(made.body).toMatchObject({ prefix: api_key.slice(0, 10), workspace_id: null, expires_at: null });
    const shown = await ask('get', `/v1/api-keys/${key_id}`, apiKey).expect(200);
    expect(shown.body).toEqual({
      ...{ key_id, name: 'importer', prefix: api_key.slice(0, 10), scopes: ['uploads:write'], created_at },
      ...{ workspace_id: null, expires_at: null, last_used_at: null },
    });
  });

  it('is not found by what is stored of it', async () => {
    const [{ prefix, hash }] = (await tenancy.database.query<{ prefix: string; hash: Buffer }>(
      `SELECT prefix, hash FROM api_keys WHERE name = 'bootstrap'`,
    )) as [{ prefix: string; hash: Buffer }];
    expect(hash).toEqual(createHash('sha256').update(ROOT_KEY).digest());
    for (const attempt of [hash.toString('hex'), `sk_${hash.toString('hex')}`, hash.toString('base64url'), prefix])
      await ask('get', '/v1/me', attempt).expect(401);
  });

  it('stops working at once where it was revoked', async () => {
    const { apiKey } = await makeOrganization(tenancy);
    const { key_id, api_key } = await makeKey(apiKey, { scopes: ['uploads:read'] });
    await ask('get', '/v1/me', api_key).expect(200);
    await ask('delete', `/v1/api-keys/${key_id}`, apiKey).expect(204);
    await ask('get', '/v1/me', api_key).expect(401);
    await ask('get', `/v1/api-keys/${key_id}`, apiKey).expect(404);
  });

  it('stops working in another process as soon as that looks again', async () => {
    const other = await startTenancyApp(tenancy.database);
    const { apiKey } = await makeOrganization(tenancy);
    const { key_id, api_key } = await makeKey(apiKey, { scopes: ['uploads:read'] });
    await ask('delete', `/v1/api-keys/${key_id}`, apiKey).expect(204);
    await other.ask('get', '/v1/me', api_key).expect(401);
    await other.close();
  });

  it('stops working when it expires', async () => {
    const { apiKey } = await makeOrganization(tenancy);
    const expires_at = new Date(Date.now() + 3_600_000).toISOString();
    const { key_id, api_key } = await makeKey(apiKey, { scopes: ['uploads:read'], expires_at });
    await tenancy.database.query(`UPDATE api_keys SET expires_at = now() - interval '1 s' WHERE id = '${key_id}'`);
    await ask('get', '/v1/me', api_key).expect(401);
  });

  it('is refused with a past or malformed expiry, an unknown scope or field', async () => {
    const { apiKey } = await makeOrganization(tenancy);
    for (const [field, body] of [
      ['expires_at', { scopes: ['uploads:read'], expires_at: '2020-01-01T00:00:00Z' }],
      ['expires_at', { scopes: ['uploads:read'], expires_at: 'tomorrow' }],
      ['scopes', { scopes: ['everything'] }],
      ['scopes', { scopes: [] }],
      ['workspaceId', { scopes: ['uploads:read'], workspaceId: 'x' }],
      ['name', { name: 'a\u0000b', scopes: ['uploads:read'] }],
    ] as const) {
      const answer = await ask('post', '/v1/api-keys', apiKey).send({ name: 'x', ...body });
      expect([field, answer.status]).toEqual([field, 400]);
      expect(answer.body).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ field }] });
    }
  });

  it('says when it was last used', async () => {
    const { apiKey } = await makeOrganization(tenancy);
    const { key_id, api_key } = await makeKey(apiKey, { scopes: ['uploads:read'] });
    await ask('get', '/v1/me', api_key).expect(200);
    await tenancy.app.get(LastUses).beforeApplicationShutdown();
    const shown = await ask('get', `/v1/api-keys/${key_id}`, apiKey).expect(200);
    expect((shown.body as { last_used_at: string }).last_used_at).toMatch(/^\d{4}-.*Z$/);
  });
});

describe('a caller grants only what it holds', () => {
  it.each([
    ['system, by an admin', ['admin'], ['system'], 403],
    ['what admin implies, by an admin', ['admin'], ['uploads:write', 'documents:read', 'admin'], 201],
    ['a key, without admin', ['uploads:write', 'buckets:admin'], ['uploads:write'], 403],
  ])('%s', async (_name, held, wanted, status) => {
    const { apiKey } = await makeOrganization(tenancy);
    const { api_key } = await makeKey(apiKey, { scopes: held });
    const answer = await ask('post', '/v1/api-keys', api_key).send({ name: 'x', scopes: wanted });
    expect(answer.status).toBe(status);
    if (status === 403) expect(answer.body).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('and revokes only what it could grant', async () => {
    const [{ id }] = (await tenancy.database.query<{ id: string }>(
      `SELECT id FROM api_keys WHERE name = 'bootstrap'`,
    )) as [{ id: string }];
    const { api_key } = await makeKey(ROOT_KEY, { scopes: ['admin'] });
    await ask('delete', `/v1/api-keys/${id}`, api_key).expect(403);
  });
});

describe('a key bound to one workspace', () => {
  it('acts there, and sees and manages nothing else', async () => {
    const { apiKey, workspaceId, organizationId } = await makeOrganization(tenancy);
    const made = await ask('post', '/v1/workspaces', apiKey).send({ name: 'side' }).expect(201);
    const side = (made.body as { workspace_id: string }).workspace_id;
    const { api_key } = await makeKey(apiKey, { scopes: ['admin'], workspace_id: side });
    const wide = await makeKey(apiKey, { scopes: ['uploads:read'] });

    const me = await ask('get', '/v1/me', api_key).expect(200);
    expect(me.body).toMatchObject({
      workspace_id: side,
      workspaces: [{ workspace_id: side, name: 'side', role: null }],
    });
    await ask('get', '/v1/me', api_key, 'side').expect(200);
    for (const other of [workspaceId, 'default', 'nowhere']) await ask('get', '/v1/me', api_key, other).expect(404);

    const listed = await ask('get', '/v1/workspaces', api_key).expect(200);
    expect(listed.body).toMatchObject({ items: [{ workspace_id: side }], next_cursor: null });
    await ask('get', `/v1/workspaces/${workspaceId}`, api_key).expect(404);
    await ask('delete', `/v1/workspaces/${workspaceId}`, api_key).expect(404);
    await ask('post', '/v1/workspaces', api_key).send({ name: 'more' }).expect(403);
    await ask('post', '/v1/users', api_key).send({ email: 'bound@example.com' }).expect(403);
    await ask('patch', `/v1/organizations/${organizationId}`, api_key).send({ name: 'Mine' }).expect(403);
    await ask('get', `/v1/api-keys/${wide.key_id}`, api_key).expect(404);
    await ask('delete', `/v1/api-keys/${wide.key_id}`, api_key).expect(404);
  });

  it('makes keys that are bound like itself', async () => {
    const { apiKey, workspaceId } = await makeOrganization(tenancy);
    const made = await ask('post', '/v1/workspaces', apiKey).send({ name: 'side' }).expect(201);
    const side = (made.body as { workspace_id: string }).workspace_id;
    const { api_key } = await makeKey(apiKey, { scopes: ['admin'], workspace_id: side });
    const child = await ask('post', '/v1/api-keys', api_key)
      .send({ name: 'child', scopes: ['admin'] })
      .expect(201);
    expect(child.body).toMatchObject({ workspace_id: side });
    const escape = { name: 'escape', scopes: ['admin'], workspace_id: workspaceId };
    await ask('post', '/v1/api-keys', api_key).send(escape).expect(404);
  });
});

describe('another organization', () => {
  it('is not there', async () => {
    const mine = await makeOrganization(tenancy);
    const theirs = await makeOrganization(tenancy);
    const key = await makeKey(theirs.apiKey, { scopes: ['uploads:read'] });
    const user = await ask('post', '/v1/users', theirs.apiKey).send({ email: 'theirs@example.com' }).expect(201);
    const { user_id } = user.body as { user_id: string };
    const { apiKey } = mine;
    await ask('get', '/v1/me', apiKey, theirs.workspaceId).expect(404);
    await ask('get', `/v1/organizations/${theirs.organizationId}`, apiKey).expect(404);
    await ask('patch', `/v1/organizations/${theirs.organizationId}`, apiKey).send({ name: 'x' }).expect(404);
    await ask('get', `/v1/workspaces/${theirs.workspaceId}`, apiKey).expect(404);
    await ask('patch', `/v1/workspaces/${theirs.workspaceId}`, apiKey).send({ name: 'x' }).expect(404);
    await ask('delete', `/v1/workspaces/${theirs.workspaceId}?force=true`, apiKey).expect(404);
    await ask('get', `/v1/workspaces/${theirs.workspaceId}/members`, apiKey).expect(404);
    await ask('get', `/v1/api-keys/${key.key_id}`, apiKey).expect(404);
    await ask('delete', `/v1/api-keys/${key.key_id}`, apiKey).expect(404);
    await ask('get', `/v1/users/${user_id}`, apiKey).expect(404);
    await ask('patch', `/v1/users/${user_id}`, apiKey).send({ password: 'mine mine mine' }).expect(404);
    await ask('delete', `/v1/users/${user_id}`, apiKey).expect(404);
    const into = { name: 'x', scopes: ['admin'], workspace_id: theirs.workspaceId };
    await ask('post', '/v1/api-keys', apiKey).send(into).expect(404);
    const member = { user_id, role: 'member' };
    await ask('post', `/v1/workspaces/${mine.workspaceId}/members`, apiKey).send(member).expect(404);
    for (const id of ['nonsense', "'", 'key_0000000000000000']) {
      await ask('get', `/v1/api-keys/${id}`, apiKey).expect(404);
      await ask('get', `/v1/workspaces/${id}`, apiKey).expect(404);
    }
  });
});
