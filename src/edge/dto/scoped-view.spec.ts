import { describe, expect, it } from '@jest/globals';
import type { Actor, Scope } from '../../shared/actor.js';
import { Prop } from './prop.js';
import { propsOf } from './prop-registry.js';
import { viewFor } from './scoped-view.js';

class BoxView extends viewFor('uploads:read') {
  @Prop.text({ open: true, description: 'Name' })
  boxName: string;

  @Prop.text({ description: 'Hash' })
  sha256: string;

  @Prop.text({ optional: true, description: 'Note' })
  note?: string;
}

const caller = (...scopes: Scope[]): Actor => ({
  ...{ organizationId: 'org_0', workspaceId: 'ws_0', tier: 'free', quotaBytes: 1 },
  scopes: new Set(scopes),
});
const box = () => Object.assign(new BoxView(), { boxName: 'a', sha256: 'secret', note: 'secret' });

describe('viewFor', () => {
  it.each<[Scope]>([['uploads:read'], ['admin']])('shows everything to a caller with %s', (scope) => {
    expect(box().shownTo(caller(scope)).toJSON()).toEqual({ box_name: 'a', sha256: 'secret', note: 'secret' });
  });

  it('withholds each property that is not declared open', () => {
    const shown = box().shownTo(caller('uploads:write', 'system'));
    expect(JSON.parse(JSON.stringify(shown))).toEqual({ box_name: 'a', sha256: null });
    expect(() => shown.sha256).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
    expect(Object.values({ ...shown })).not.toContain('secret');
  });

  it('does not affect the next instance', () => {
    box().shownTo(caller());
    expect(box().shownTo(caller('uploads:read')).sha256).toBe('secret');
  });

  it('records the scope of each property', () => {
    expect(propsOf(BoxView).map(({ name, scope }) => [name, scope])).toEqual([
      ['boxName', undefined],
      ['sha256', 'uploads:read'],
      ['note', 'uploads:read'],
    ]);
  });
});
