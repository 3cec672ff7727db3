import { describe, expect, it } from '@jest/globals';
import { type Actor, actorId, mayUse, type Scope, scopes } from './actor.js';

const actor = (more: Partial<Actor> = {}): Actor => ({
  organizationId: 'org_0',
  workspaceId: 'ws_0',
  tier: 'free',
  quotaBytes: 1,
  scopes: new Set(),
  ...more,
});
const holding = (...held: Scope[]) => actor({ scopes: new Set(held) });

describe('scopes', () => {
  it.each(scopes)('%s is implied by itself', (scope) => {
    expect(mayUse(holding(scope), scope)).toBe(true);
    expect(mayUse(holding(), scope)).toBe(false);
  });

  it('admin implies all but system', () => {
    expect(scopes.filter((scope) => !mayUse(holding('admin'), scope))).toEqual(['system']);
  });

  it.each(scopes.filter((scope) => scope !== 'admin'))('%s implies nothing else', (held) => {
    expect(scopes.filter((scope) => mayUse(holding(held), scope))).toEqual([held]);
  });
});

describe('actorId', () => {
  it('names the user before the key', () => {
    expect(actorId(actor({ userId: 'usr_1', keyId: 'key_1' }))).toBe('usr_1');
    expect(actorId(actor({ keyId: 'key_1' }))).toBe('key_1');
    expect(actorId(actor())).toBe('system');
  });
});
