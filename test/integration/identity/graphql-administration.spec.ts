import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeOrganization, ROOT_KEY, startTenancy } from '../../support/tenancy-app.js';

let tenancy: Awaited<ReturnType<typeof startTenancy>>;
let ask: typeof tenancy.ask;
let graphql: typeof tenancy.graphql;

beforeAll(async () => {
  tenancy = await startTenancy();
  ({ ask, graphql } = tenancy);
});
afterAll(() => tenancy.close());

describe('administration over GraphQL', () => {
  it('administers as REST does', async () => {
    const organization = await graphql(
      ROOT_KEY,
      'mutation ($input: CreateOrganizationInput!) { createOrganization(input: $input) { id apiKey tier quotaBytes } }',
      { input: { name: 'Graph', tier: 'PRO', quotaBytes: 5_000_000_000 } },
    );
    const { apiKey } = (organization.body as { data: { createOrganization: { apiKey: string } } }).data
      .createOrganization;
    expect(organization.body).toMatchObject({
      data: { createOrganization: { tier: 'PRO', quotaBytes: 5_000_000_000 } },
    });

    const made = await graphql(
      apiKey,
      'mutation { createWorkspace(input: {name: "side"}) { id name organizationId } }',
    );
    const { id } = (made.body as { data: { createWorkspace: { id: string } } }).data.createWorkspace;
    const renamed = `mutation { updateWorkspace(input: {id: "${id}", name: "aside"}) { name } }`;
    expect((await graphql(apiKey, renamed)).body).toEqual({ data: { updateWorkspace: { name: 'aside' } } });
    const listed = await graphql(
      apiKey,
      '{ workspaces(first: 1) { nodes { name } pageInfo { hasNextPage } } workspace(id: "' + id + '") { name } }',
    );
    expect(listed.body).toEqual({
      data: {
        workspaces: { nodes: [{ name: 'aside' }], pageInfo: { hasNextPage: true } },
        workspace: { name: 'aside' },
      },
    });

    const key = await graphql(
      apiKey,
      'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { id apiKey scopes workspaceId expiresAt } }',
      { input: { name: 'k', scopes: ['UPLOADS_READ'], workspaceId: id, expiresAt: '2099-01-01T00:00:00Z' } },
    );
    const created = (key.body as { data: { createApiKey: { id: string; apiKey: string } } }).data.createApiKey;
    expect(created).toMatchObject({ scopes: ['UPLOADS_READ'], workspaceId: id, expiresAt: '2099-01-01T00:00:00.000Z' });
    const seen = await graphql(
      created.apiKey,
      '{ viewer { keyId workspaceId } usage { quotaBytes buckets { bucketName } } }',
    );
    expect(seen.body).toMatchObject({
      data: { viewer: { keyId: created.id, workspaceId: id }, usage: { quotaBytes: 5_000_000_000 } },
    });
    await graphql(apiKey, `mutation { revokeApiKey(input: {id: "${created.id}"}) { id } }`).expect(200);
    expect((await graphql(created.apiKey, '{ viewer { keyId } }')).body).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
    const keys = await graphql(apiKey, '{ apiKeys { nodes { name apiKey } } }');
    expect(keys.body).toEqual({ data: { apiKeys: { nodes: [{ name: 'admin', apiKey: null }] } } });
    const gone = await graphql(apiKey, `mutation { deleteWorkspace(input: {id: "${id}"}) { id } }`);
    expect(gone.body).toEqual({ data: { deleteWorkspace: { id } } });
  });

  it.each([
    ['createWorkspace', 'CreateWorkspaceInput', '/v1/workspaces', { name: 'a b' }, 'VALIDATION_FAILED'],
    ['createWorkspace', 'CreateWorkspaceInput', '/v1/workspaces', { name: 'default' }, 'INVALID_STATE'],
    ['createApiKey', 'CreateApiKeyInput', '/v1/api-keys', { name: 'x', scopes: ['system'] }, 'FORBIDDEN'],
    ['createOrganization', 'CreateOrganizationInput', '/v1/organizations', { name: 'x' }, 'FORBIDDEN'],
  ])('refuses %s(%s) as POST %s does: %j is %s', async (mutation, type, path, body, code) => {
    const { apiKey } = await makeOrganization(tenancy);
    const rest = await ask('post', path, apiKey).send(body);
    const query = `mutation ($input: ${type}!) { ${mutation}(input: $input) { id } }`;
    const scopes = 'scopes' in body ? { scopes: body.scopes.map((scope) => scope.toUpperCase()) } : {};
    const { errors } = (await graphql(apiKey, query, { input: { ...body, ...scopes } })).body as {
      errors: { extensions: object }[];
    };
    const { status, errors: fields } = rest.body as { status: number; errors?: unknown };
    expect(rest.body).toMatchObject({ code });
    expect(errors[0]!.extensions).toMatchObject({ code, status, ...(fields ? { errors: fields } : {}) });
  });

  it('names the field of a value that is not of its enum, and says how to write one', async () => {
    const { apiKey } = await makeOrganization(tenancy);
    const create = (scopes: string) => `mutation { createApiKey(input: {name: "x", scopes: ${scopes}}) { id } }`;
    const refusal = async (query: string, variables = {}) => {
      const { body } = await graphql(apiKey, query, variables);
      return (body as { errors: { extensions: { code: string; errors: object[] } }[] }).errors.map(
        ({ extensions: { code, errors } }) => ({ code, errors }),
      );
    };
    const one = (field: string, message: RegExp) => [
      { code: 'VALIDATION_FAILED', errors: [{ field, message: expect.stringMatching(message) }] },
    ];
    expect(await refusal(create('[UPLOADS_READ, NOTHING]'))).toEqual(one('scopes', /must be one of .*UPLOADS_READ/));
    expect(await refusal(create('[UPLOADS_READ, "ADMIN"]'))).toEqual(one('scopes.1', /without quotes, ADMIN/));
    const query = 'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { id } }';
    const input = { name: 'x', scopes: ['uploads:eat'] };
    expect(await refusal(query, { input })).toEqual(one('scopes', /must be one of .*UPLOADS_READ/));
  });

  it('gives a membership an id of its own in each workspace, and finds it again by it', async () => {
    const { apiKey, workspaceId } = await makeOrganization(tenancy);
    const user = await ask('post', '/v1/users', apiKey).send({ email: 'two@example.com' });
    const userId = (user.body as { user_id: string }).user_id;
    const side = await ask('post', '/v1/workspaces', apiKey).send({ name: 'side' });
    const add = async (workspace: string, role: string) => {
      const query = 'mutation ($input: AddMemberInput!) { addMember(input: $input) { id userId role } }';
      const { body } = await graphql(apiKey, query, { input: { workspaceId: workspace, userId, role } });
      return (body as { data: { addMember: { id: string } } }).data.addMember;
    };
    const places = [workspaceId, (side.body as { workspace_id: string }).workspace_id];
    const members = [await add(places[0]!, 'OWNER'), await add(places[1]!, 'VIEWER')];
    expect(members).toEqual([
      { id: expect.stringMatching(/^mbr_/), userId, role: 'OWNER' },
      { id: expect.stringMatching(/^mbr_/), userId, role: 'VIEWER' },
    ]);
    expect(members[0]!.id).not.toBe(members[1]!.id);
    const again = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Member { userId role } } }';
    const ids = members.map(({ id }) => id);
    expect((await graphql(apiKey, again, { ids })).body).toEqual({ data: { nodes: members } });
    const removed = `mutation { removeMember(input: {workspaceId: "${places[1]}", userId: "${userId}"}) { id role } }`;
    expect((await graphql(apiKey, removed)).body).toEqual({
      data: { removeMember: { id: members[1]!.id, role: 'VIEWER' } },
    });
    expect((await graphql(apiKey, again, { ids })).body).toEqual({ data: { nodes: [members[0], null] } });
    const pages =
      'query ($w: ID!, $after: String) { members(workspaceId: $w, first: 1, after: $after) { pageInfo { endCursor } nodes { id } } }';
    const first = (await graphql(apiKey, pages, { w: places[0] })).body as {
      data: { members: { pageInfo: { endCursor: string } } };
    };
    const after = first.data.members.pageInfo.endCursor;
    expect((await graphql(apiKey, pages, { w: places[0], after })).body).not.toHaveProperty('errors');
  });
});
