import { describe, expect, it } from '@jest/globals';
import type { Actor, Role, Scope } from './actor.js';
import { mayActOn, requireActOn, requireScope } from './rights.js';

const place = { organizationId: 'org_0', workspaceId: 'ws_0', tier: 'free', quotaBytes: 1 } as const;
const user = (role: Role, scopes: Scope[]): Actor => ({ ...place, role, userId: 'usr_1', scopes: new Set(scopes) });
const key = (...scopes: Scope[]): Actor => ({ ...place, keyId: 'key_1', scopes: new Set(scopes) });

const write: Scope[] = ['uploads:read', 'uploads:write'];

describe('mayActOn', () => {
  it.each<[string, Actor, string, boolean]>([
    ['a member, on its own', user('member', write), 'usr_1', true],
    ['a member, on one of another member', user('member', write), 'usr_2', false],
    ['a member, on one of a key', user('member', write), 'key_1', false],
    ['a viewer, on what it made before it became one', user('viewer', ['uploads:read']), 'usr_1', false],
    ['an administrator', user('admin', [...write, 'admin']), 'usr_2', true],
    ['an owner', user('owner', [...write, 'admin']), 'usr_2', true],
    ['a key that writes', key('uploads:write'), 'usr_2', true],
    ['a key that reads', key('uploads:read'), 'key_1', false],
    ['a key that administers', key('admin'), 'usr_2', true],
    ['a key of the operator', key('system'), 'usr_2', false],
  ])('%s', (_, actor, createdBy, may) => {
    expect(mayActOn(actor, { createdBy })).toBe(may);
    const act = () => requireActOn(actor, { createdBy });
    if (may) expect(act).not.toThrow();
    else expect(act).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
  });
});

describe('requireScope', () => {
  it('accepts any of the scopes, and names them otherwise', () => {
    expect(() => requireScope(key('uploads:write'), 'uploads:read', 'uploads:write')).not.toThrow();
    expect(() => requireScope(key('documents:read'), 'uploads:read', 'uploads:write')).toThrow(
      'uploads:read or uploads:write',
    );
  });
});
