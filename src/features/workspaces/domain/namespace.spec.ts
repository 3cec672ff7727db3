import { describe, expect, it } from '@jest/globals';
import { chooseMembership, isName, type Membership, namespaceQuery } from './namespace.js';

const membership = (workspaceId: string, more: Partial<Membership> = {}): Membership => ({
  ...{
    organizationId: 'org_a',
    workspaceId,
    workspaceName: workspaceId,
    isDefault: false,
    role: 'member',
    active: true,
  },
  ...more,
});

describe('a name', () => {
  it.each(['a', 'A-b_9', 'ws', 'workspace_1', 'x'.repeat(63)])('may be %s', (name) => expect(isName(name)).toBe(true));
  it.each(['', 'a b', 'a/b', 'ws_1', 'org_', 'bkt_x', 'ä', 'a\n', 'x'.repeat(64)])('may not be %j', (name) =>
    expect(isName(name)).toBe(false),
  );
});

describe('a namespace', () => {
  it('is an id or a name', () => {
    expect(namespaceQuery('ws_0123456789abcdef')).toEqual({ id: 'ws_0123456789abcdef' });
    expect(namespaceQuery('staging')).toEqual({ name: 'staging' });
  });

  it.each(['ws_short', 'org_0123456789abcdef', '', ' ', "' OR 1=1"])('that is %j is not found', (text) => {
    expect(() => namespaceQuery(text)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  });
});

describe('the workspace of a user', () => {
  const choose = (memberships: Membership[], namespace?: string) => {
    try {
      return chooseMembership(memberships, namespace).workspaceId;
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  const a = membership('ws_a');
  const b = membership('ws_b', { isDefault: true });
  const elsewhere = membership('ws_c', { organizationId: 'org_c', isDefault: true });
  const namesake = membership('ws_d', { organizationId: 'org_c', workspaceName: 'ws_a' });

  it.each<[string, Membership[], string | undefined, string]>([
    ['is the only one', [a], undefined, 'ws_a'],
    ['is the default of the organization', [a, b], undefined, 'ws_b'],
    ['must be named among several, none the default', [a, membership('ws_x')], undefined, 'NAMESPACE_REQUIRED'],
    ['must be named in several organizations, even with a default', [b, elsewhere], undefined, 'NAMESPACE_REQUIRED'],
    ['is the one named', [a, b, elsewhere], 'ws_c', 'ws_c'],
    ['is not found where the user does not belong', [a, b], 'ws_z', 'NOT_FOUND'],
    ['must be named by id when a name is not enough', [a, namesake], 'ws_a', 'NAMESPACE_REQUIRED'],
    ['is the one in use when a name fits others too', [a, { ...namesake, active: false }], 'ws_a', 'ws_a'],
    ['is one not in use yet when it is named', [a, { ...elsewhere, active: false }], 'ws_c', 'ws_c'],
    ['does not exist for somebody without memberships', [], undefined, 'FORBIDDEN'],
  ])('%s', (_name, memberships, namespace, expected) => expect(choose(memberships, namespace)).toBe(expected));
});
