import { describe, expect, it } from '@jest/globals';
import type { Role, Scope } from '../../../shared/actor.js';
import { bearerOf, scopesOfBearer } from './upload-token-bearer.js';

const both: Scope[] = ['uploads:write', 'uploads:read'];

describe('the scopes of a bearer', () => {
  it.each<[string, Scope[] | null, Role | null, Scope[]]>([
    ['a key with both', both, null, both],
    ['a key that may only write by now', ['uploads:write'], null, ['uploads:write']],
    ['a key with admin', ['admin'], null, both],
    ['a member', null, 'member', both],
    ['a viewer by now', null, 'viewer', ['uploads:read']],
    ['none', null, null, []],
  ])('of %s are no more than the maker has', (_, keyScopes, role, expected) => {
    expect([...scopesOfBearer({ scopes: both, keyScopes, role })]).toEqual(expected);
  });

  it('are no more than those of the token', () => {
    expect([...scopesOfBearer({ scopes: ['uploads:write'], keyScopes: ['admin', 'system'], role: null })]).toEqual([
      'uploads:write',
    ]);
  });
});

it('acts for the maker, bound to the workspace, within the limits of the token', () => {
  const limits = { id: 'utk_1', bucketId: 'bkt_1', maxFileBytes: 7, contentTypes: ['image/*'], origin: null };
  const times = { createdAt: new Date(), expiresAt: new Date() };
  const place = { organizationId: 'org_1', workspaceId: 'ws_1', maxFiles: 1, usedFiles: 0 };
  const token = { ...limits, ...times, ...place, scopes: both, keyId: null, userId: 'usr_1', keyScopes: null };
  expect(bearerOf({ ...token, role: 'member' })).toEqual({
    scopes: new Set(both),
    boundTo: 'ws_1',
    userId: 'usr_1',
    role: 'member',
    uploadToken: limits,
  });
});
