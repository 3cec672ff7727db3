import type { Api, Json } from './api.js';
import { identityPath, linkedPerson } from './outside-identity.js';
import { makeToken } from './upload-tokens.js';

/** A caller whose rights end. */
export interface Ending {
  caller: Api;
  /** An upload that the caller sees. */
  uploadId: string;
  end(): Promise<unknown>;
  /** A request that is refused afterwards. */
  probe: string;
  /** Whether it may open a socket. */
  subscribes: boolean;
}

const file = { filename: 'a.pdf', content_type: 'application/pdf', file_size_bytes: 10 };
const READS = '/v1/uploads?limit=1';

const createBy = async (api: Api): Promise<string> =>
  (await api.post('/v1/buckets/assets/uploads', file)).body.upload_id;

/** What most callers can: to read the uploads of a workspace. */
async function reader(api: Api, caller: Api, end: () => Promise<unknown>, probe = READS): Promise<Ending> {
  return { caller, uploadId: await createBy(api), end, probe, subscribes: true };
}

const keyOf = async (api: Api, more: object = {}): Promise<Json> =>
  (await api.post('/v1/api-keys', { name: 'to end', scopes: ['uploads:read'], ...more })).body;

interface Person {
  api: Api;
  userId: string;
  workspace: string;
}

let made = 0;
const newTestPassword = () => `a password of the tests ${made++}`;

async function person(api: Api, role: string): Promise<Person> {
  const login = { email: `ending-${made++}@people.example`, password: newTestPassword() };
  const { body: me } = await api.get('/v1/me');
  const { body: user } = await api.post('/v1/users', login);
  const { workspace_id: workspace } = me;
  await api.post(`/v1/workspaces/${workspace}/members`, { user_id: user.user_id, role });
  const { body: token } = await api.post('/v1/auth/login', login);
  return { api: api.as(token.access_token), userId: user.user_id, workspace };
}

const memberPath = ({ workspace, userId }: Person) => `/v1/workspaces/${workspace}/members/${userId}`;

async function ofToken(api: Api, token: Json, end: () => Promise<unknown>): Promise<Ending> {
  const caller = api.as(token.upload_token);
  const uploadId = await createBy(caller);
  return { caller, uploadId, end, probe: `/v1/uploads/${uploadId}`, subscribes: false };
}

/** Everything that ends the rights of a caller, made by a key of an organization of its own. */
export const endings: Record<string, (api: Api, root: Api) => Promise<Ending>> = {
  'a key that is revoked': async (api) => {
    const key = await keyOf(api);
    return reader(api, api.as(key.api_key), () => api.delete(`/v1/api-keys/${key.key_id}`));
  },
  'a member who is removed': async (api) => {
    const one = await person(api, 'viewer');
    return reader(api, one.api, () => api.delete(memberPath(one)));
  },
  'a member who gets a lower role': async (api) => {
    const one = await person(api, 'admin');
    const end = () => api.call('PATCH', memberPath(one), { role: 'viewer' });
    return reader(api, one.api, end, '/v1/api-keys');
  },
  'a user who is deleted': async (api) => {
    const one = await person(api, 'viewer');
    return reader(api, one.api, () => api.delete(`/v1/users/${one.userId}`));
  },
  'a user whose password is changed': async (api) => {
    const one = await person(api, 'viewer');
    const end = () => api.call('PATCH', `/v1/users/${one.userId}`, { password: newTestPassword() });
    return reader(api, one.api, end);
  },
  'an identity that is unlinked': async (api) => {
    const one = await linkedPerson(api, 'viewer');
    return reader(api, api.as(one.token, one.workspace), () => api.delete(identityPath(one)));
  },
  'an upload token that is revoked': async (api) => {
    const token = await makeToken(api);
    return ofToken(api, token, () => api.delete(`/v1/upload-tokens/${token.upload_token_id}`));
  },
  'an upload token whose maker is revoked': async (api) => {
    const maker = await keyOf(api, { scopes: ['uploads:write', 'uploads:read'] });
    const token = await makeToken(api.as(maker.api_key));
    return ofToken(api, token, () => api.delete(`/v1/api-keys/${maker.key_id}`));
  },
  'a key of a workspace that is deleted': async (api) => {
    const { body } = await api.post('/v1/workspaces', { name: `ending-${made++}` });
    const workspace_id: string = body.workspace_id;
    const caller = api.as((await keyOf(api, { workspace_id })).api_key);
    return reader(api.as(api.key, workspace_id), caller, () => api.delete(`/v1/workspaces/${workspace_id}?force=true`));
  },
  'a key of an organization that is deleted': async (_, root) => {
    const { body } = await root.post('/v1/organizations', { name: 'To end' });
    const api = root.as(body.api_key);
    return reader(api, api, () => root.delete(`/v1/organizations/${body.organization_id}?force=true`));
  },
};
