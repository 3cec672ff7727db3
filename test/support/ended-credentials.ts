import type { Api, Json } from './api.js';
import { openBeforeExpiry } from './expiring-key.js';
import { identityPath, linkedPerson } from './outside-identity.js';
import { until } from './resilience/until.js';
import { makeToken } from './upload-tokens.js';

let made = 0;

interface Person {
  token: string;
  userId: string;
  workspace: string;
}

async function owner(api: Api): Promise<Person> {
  const login = { email: `ended-${made++}@people.example`, password: 'a password of the tests' };
  const { body: user } = await api.post('/v1/users', login);
  const { body: me } = await api.get('/v1/me');
  await api.post(`/v1/workspaces/${me.workspace_id}/members`, { user_id: user.user_id, role: 'owner' });
  const { body } = await api.post('/v1/auth/login', login);
  return { token: body.access_token, userId: user.user_id, workspace: me.workspace_id };
}

const newKey = async (api: Api, more: object = {}): Promise<Json> =>
  (await api.post('/v1/api-keys', { name: 'ended', scopes: ['admin'], ...more })).body;

/** Secrets that a server, or the issuer that it accepts, gave out and no longer takes; each was right once. */
export const endedCredentials: Record<string, (api: Api) => Promise<string>> = {
  'a revoked key': async (api) => {
    const key = await newKey(api);
    await api.delete(`/v1/api-keys/${key.key_id}`);
    return key.api_key;
  },
  'a key that has expired': async (api) => {
    const isValid = async (caller: Api) => (await caller.get('/v1/me')).status === 200;
    const whileValid = async (caller: Api) => ((await isValid(caller)) ? caller : undefined);
    const expiring = await openBeforeExpiry(api, whileValid, ['admin']);
    await until(async () => !(await isValid(expiring)));
    return expiring.key;
  },
  'the token of a deleted user': async (api) => {
    const { token, userId } = await owner(api);
    await api.delete(`/v1/users/${userId}`);
    return token;
  },
  'a token from before the password was changed': async (api) => {
    const { token, userId } = await owner(api);
    await api.call('PATCH', `/v1/users/${userId}`, { password: 'another password of the tests' });
    return token;
  },
  'the token of an unlinked identity': async (api) => {
    const one = await linkedPerson(api, 'owner');
    await api.as(one.token, one.workspace).get('/v1/me');
    await api.delete(identityPath(one));
    return one.token;
  },
  'a revoked upload token': async (api) => {
    const token = await makeToken(api);
    await api.delete(`/v1/upload-tokens/${token.upload_token_id}`);
    return token.upload_token;
  },
  'the upload token of a revoked key': async (api) => {
    const key = await newKey(api);
    const { upload_token: secret } = await makeToken(api.as(key.api_key));
    await api.delete(`/v1/api-keys/${key.key_id}`);
    return secret;
  },
};

/** Still a valid token, of a person who belongs to no workspace any more. */
export async function tokenOfRemovedMember(api: Api): Promise<string> {
  const { token, userId, workspace } = await owner(api);
  await api.delete(`/v1/workspaces/${workspace}/members/${userId}`);
  return token;
}
