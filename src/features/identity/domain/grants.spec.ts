import { describe, expect, it } from '@jest/globals';
import { mayUse, type Actor, type Role, roles, type Scope, scopes } from '../../../shared/actor.js';
import { requireGrantable, requireOwner, requireWholeOrganization, scopesOfRole } from './grants.js';

const place = { organizationId: 'org_a', workspaceId: 'ws_a', tier: 'free', quotaBytes: 1 } as const;
const key = (held: Scope[]): Actor => ({ ...place, scopes: new Set(held), keyId: 'key_a' });
const user = (role: Role): Actor => ({ ...place, scopes: new Set(scopesOfRole[role]), userId: 'usr_a', role });

describe('what may be granted', () => {
  it('is what the grantor may do', () => {
    for (const held of scopes) {
      const grantable = scopes.filter((scope) => grants(key([held]), scope));
      expect(grantable).toEqual(scopes.filter((scope) => mayUse(key([held]), scope)));
    }
  });

  it('never includes system, but from the system', () => {
    expect(scopes.filter((scope) => grants(key(['admin']), scope))).not.toContain('system');
    expect(grants(key(['system']), 'system')).toBe(true);
    for (const role of roles) expect([role, grants(user(role), 'system')]).toEqual([role, false]);
  });

  it('is no key with the power of owners, from an administrator', () => {
    expect([grants(user('admin'), 'admin'), grants(user('owner'), 'admin')]).toEqual([false, true]);
    expect(grants(user('admin'), 'uploads:write')).toBe(true);
  });
});

describe('roles', () => {
  it('each may do what the one below may', () => {
    for (const [i, role] of roles.slice(1).entries())
      expect(scopesOfRole[role]).toEqual(expect.arrayContaining([...scopesOfRole[roles[i]!]]));
  });

  it('decide about members only as owner', () => {
    expect(roles.filter((role) => !refuses(() => requireOwner(user(role))))).toEqual(['owner']);
    expect(refuses(() => requireOwner(key(['admin'])))).toBe(false);
  });
});

it('a caller bound to a workspace does not administer the organization', () => {
  expect(refuses(() => requireWholeOrganization({ ...key(['admin', 'system']), boundTo: 'ws_a' }))).toBe(true);
  expect(refuses(() => requireWholeOrganization(key(['admin'])))).toBe(false);
});

const grants = (actor: Actor, scope: Scope) => !refuses(() => requireGrantable(actor, [scope]));

function refuses(act: () => void): boolean {
  try {
    act();
    return false;
  } catch (error) {
    expect(error).toMatchObject({ code: 'FORBIDDEN' });
    return true;
  }
}
