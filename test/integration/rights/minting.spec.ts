import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Api, Json } from '../../support/api.js';
import { keyWith, userWith } from '../../support/callers.js';
import { type EventApp, startEventApp } from '../../support/event-app.js';
import { identityPath, linkedPerson } from '../../support/outside-identity.js';
import { type Scope, scopes } from '../../support/rights-table.js';
import { codeOf } from '../../support/refusals.js';

let running: EventApp;
let root: Api;
/** An organization with two workspaces, and one user to act on. */
let api: Api;
let here: string;
let there: string;
let victim: string;
let callers: Record<string, Api>;

let made = 0;
const next = (prefix: string) => `${prefix}-${made++}`;

beforeAll(async () => {
  running = await startEventApp();
  root = running.api;
  const { body } = await root.post('/v1/organizations', { name: 'Mints', tier: 'pro' });
  api = root.as(body.api_key);
  there = body.workspace_id;
  here = (await api.post('/v1/workspaces', { name: 'here' })).body.workspace_id;
  victim = (await api.post('/v1/users', { email: 'victim@people.example' })).body.user_id;
  await api.post(`/v1/workspaces/${here}/members`, { user_id: victim, role: 'viewer' });
  const inHere = api.as(api.key, here);
  const bound = await api.post('/v1/api-keys', { name: 'bound', scopes: ['admin'], workspace_id: here });
  const system = await root.post('/v1/api-keys', { name: 'system', scopes: ['system'] });
  const token = await inHere.post('/v1/upload-tokens', { bucket: 'assets', max_file_size: 1000 });
  const whole = await userWith(api, 'owner', 'whole-mints');
  // By REST the path says where a person acts: this one may act in both workspaces.
  const { body: self } = await whole.get('/v1/me');
  await api.post(`/v1/workspaces/${here}/members`, { user_id: self.user_id, role: 'owner' });
  callers = {
    'a viewer': await userWith(inHere, 'viewer', 'viewer-mints'),
    'a member': await userWith(inHere, 'member', 'member-mints'),
    'an administrator': await userWith(inHere, 'admin', 'admin-mints'),
    'an owner of a workspace': await userWith(inHere, 'owner', 'owner-mints'),
    'an owner of the organization': whole,
    'a key that writes': await keyWith(api, 'uploads:write'),
    'a key that manages buckets': await keyWith(api, 'buckets:admin'),
    'a key that administers a workspace': api.as(bound.body.api_key),
    'a key that administers the organization': await keyWith(api, 'admin'),
    'a key of the system without admin': root.as(system.body.api_key),
    'the bearer of an upload token': api.as(token.body.upload_token),
  };
});
afterAll(() => running.close());

/** Tries to make something, by REST and by GraphQL; answers how both ended. */
type Attempt = (caller: Api) => Promise<string[]>;

const codesOf = async (rest: Promise<Json>, graphql: Promise<Json>) => {
  const [one, other] = [await rest, (await graphql).body];
  return [codeOf(one) ?? 'made', other.errors?.[0].extensions.code ?? 'made'];
};

const mutation = (caller: Api, name: string, input: object) =>
  caller.graphql(
    `mutation ($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { id } }`,
    { input },
  );

const key =
  (of: Scope[], more: () => { workspace_id?: string } = () => ({})): Attempt =>
  (caller) => {
    const { workspace_id: workspaceId } = more();
    const body = { name: 'minted', scopes: of };
    return codesOf(
      caller.post('/v1/api-keys', { ...body, ...more() }),
      mutation(caller, 'createApiKey', { ...body, ...(workspaceId ? { workspaceId } : {}) }),
    );
  };

/** A user of the organization, made beforehand. */
const newUser = async () => (await api.post('/v1/users', { email: `${next('user')}@people.example` })).body.user_id;

const member =
  (workspace: () => string, role: string): Attempt =>
  async (caller) => {
    const [user_id, userId] = [await newUser(), await newUser()];
    return codesOf(
      caller.post(`/v1/workspaces/${workspace()}/members`, { user_id, role }),
      mutation(caller, 'addMember', { workspaceId: workspace(), userId, role }),
    );
  };

const changed =
  (change: () => object): Attempt =>
  (caller) =>
    codesOf(
      caller.call('PATCH', `/v1/users/${victim}`, change()),
      mutation(caller, 'updateUser', { id: victim, ...change() }),
    );

const attempts: Record<string, Attempt> = {
  ...Object.fromEntries(scopes.map((scope) => [`a key with ${scope}`, key([scope])])),
  'a key for another workspace': key(['uploads:read'], () => ({ workspace_id: there })),
  'a member with the role admin': member(() => here, 'admin'),
  'a member with the role owner': member(() => here, 'owner'),
  'an owner of another workspace': member(() => there, 'owner'),
  'a higher role': (caller) =>
    codesOf(
      caller.call('PATCH', `/v1/workspaces/${here}/members/${victim}`, { role: 'admin' }),
      mutation(caller, 'updateMember', { workspaceId: here, userId: victim, role: 'admin' }),
    ),
  'a user with a password': (caller) => {
    const user = () => ({ email: `${next('made')}@people.example`, password: 'a password of the tests' });
    return codesOf(caller.post('/v1/users', user()), mutation(caller, 'createUser', user()));
  },
  'the password of another': changed(() => ({ password: 'a password of the tests' })),
  'an identity for another': changed(() => ({ issuer: 'https://issuer.example', subject: next('subject') })),
  'the removal of an identity': async (caller) => {
    const [one, other] = [await linkedPerson(api, 'viewer'), await linkedPerson(api, 'viewer')];
    const { userId, identityId } = other;
    return codesOf(caller.delete(identityPath(one)), mutation(caller, 'unlinkIdentity', { userId, identityId }));
  },
  'an organization': (caller) =>
    codesOf(
      caller.post('/v1/organizations', { name: 'Minted' }),
      mutation(caller, 'createOrganization', { name: 'Minted' }),
    ),
};

const keysOf = (...names: Scope[]) => names.map((scope) => `a key with ${scope}`);
const ordinary = keysOf('uploads:write', 'uploads:read', 'documents:write', 'documents:read', 'buckets:admin');
const members = ['a member with the role admin', 'a member with the role owner', 'a higher role'];
const people = [
  ...['a user with a password', 'the password of another', 'an identity for another', 'the removal of an identity'],
];
const whole = [
  ...keysOf('admin'),
  ...ordinary,
  ...members,
  'a key for another workspace',
  'an owner of another workspace',
];

/** What each caller makes; everything else is refused. */
const makes: Record<string, string[]> = {
  'an administrator': ordinary,
  'an owner of a workspace': [...keysOf('admin'), ...ordinary, ...members],
  'a key that administers a workspace': [...keysOf('admin'), ...ordinary, ...members],
  'an owner of the organization': [...whole, ...people],
  'a key that administers the organization': [...whole, ...people],
  'a key of the system without admin': ['an organization'],
};

describe('more than they hold', () => {
  it.each(Object.keys(attempts))('%s is made by none', async (what) => {
    const wrong: string[] = [];
    for (const [name, caller] of Object.entries(callers)) {
      const ended = await attempts[what]!(caller);
      const may = makes[name]?.includes(what) === true;
      const isRight = ended.every((code) => (may ? code === 'made' : ['FORBIDDEN', 'NOT_FOUND'].includes(code)));
      if (!isRight) wrong.push(`${name}: ${ended.join(' by REST, ')} by GraphQL`);
    }
    expect(wrong).toEqual([]);
  });

  it('covers every caller', () => {
    expect(Object.keys(makes).filter((name) => !(name in callers))).toEqual([]);
  });
});
