import type { Api } from './api.js';
import type { Role, Scope } from './rights-table.js';

const password = 'a password of the tests';

/** A user with this role in the caller's workspace, logged in. */
export async function userWith(api: Api, role: Role, name: string = role): Promise<Api> {
  const { body: me } = await api.get('/v1/me');
  const email = `${name}@people.example`;
  const { body: user } = await api.post('/v1/users', { email, password });
  await api.post(`/v1/workspaces/${me.workspace_id}/members`, { user_id: user.user_id, role });
  const { body: login } = await api.post('/v1/auth/login', { email, password });
  return api.as(login.access_token);
}

export async function keyWith(api: Api, ...scopes: Scope[]): Promise<Api> {
  const { body } = await api.post('/v1/api-keys', { name: scopes.join(' '), scopes });
  return api.as(body.api_key);
}
