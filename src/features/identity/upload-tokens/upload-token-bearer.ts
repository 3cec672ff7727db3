import type { Actor, Scope } from '../../../shared/actor.js';
import { scopesOfRole } from '../domain/grants.js';
import type { UsableUploadToken } from './upload-tokens.repository.js';

/** What the bearer of a token may do: what the token was made with, as far as its maker may still do it. */
export function scopesOfBearer({ scopes, keyScopes, role }: Pick<UsableUploadToken, 'scopes' | 'keyScopes' | 'role'>) {
  const held: readonly Scope[] = keyScopes ?? (role ? scopesOfRole[role] : []);
  return new Set(scopes.filter((scope) => held.includes(scope) || held.includes('admin')));
}

/** The bearer as an actor, without the workspace: the maker, within the limits of the token. */
export function bearerOf(
  token: UsableUploadToken,
): Pick<Actor, 'keyId' | 'userId' | 'role' | 'scopes' | 'boundTo' | 'uploadToken'> {
  const { id, bucketId, maxFileBytes, contentTypes, origin, keyId, userId, role, workspaceId } = token;
  return {
    scopes: scopesOfBearer(token),
    boundTo: workspaceId,
    ...(keyId === null ? {} : { keyId }),
    ...(userId === null || role === null ? {} : { userId, role }),
    uploadToken: { id, bucketId, maxFileBytes, contentTypes, origin },
  };
}
