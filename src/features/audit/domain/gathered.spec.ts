import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Attempt, Gathered } from './gathered.js';

const MINUTE = 60_000;
const attempt = (more: Partial<Attempt> = {}): Attempt => ({
  ...{ organizationId: 'org_1', workspaceId: 'ws_1', actor: 'key_1', action: 'bucket.delete', target: 'bkt_1' },
  ...{ code: 'FORBIDDEN', origin: { requestId: 'r1', address: '192.0.2.1' } },
  ...more,
});

let gathered: Gathered;
beforeEach(() => {
  gathered = new Gathered();
});

describe('refused attempts', () => {
  it('are due at once when they are the first of their kind', () => {
    gathered.add(attempt(), 0);
    expect(gathered.take(1)).toEqual([
      {
        ...{ organizationId: 'org_1', workspaceId: 'ws_1', actor: 'key_1', action: 'bucket.delete', target: 'bkt_1' },
        ...{ requestId: 'r1', address: '192.0.2.1', detail: { code: 'FORBIDDEN', attempts: 1 } },
      },
    ]);
    expect(gathered.take(2)).toEqual([]);
  });

  it('that follow are one row when the minute is over, and none is lost or counted twice', () => {
    gathered.add(attempt(), 0);
    gathered.take(1);
    for (let i = 0; i < 10_000; i += 1) gathered.add(attempt({ target: `bkt_${i}` }), i);
    expect(gathered.take(MINUTE - 1)).toEqual([]);
    const [row, ...others] = gathered.take(MINUTE);
    expect(others).toEqual([]);
    expect(row).toMatchObject({ target: 'bkt_0', detail: { attempts: 10_000 } });
    expect(row!.detail.targets).toHaveLength(10);
    expect(gathered.isEmpty).toBe(true);
  });

  it('of another minute have rows of their own', () => {
    gathered.add(attempt(), 0);
    gathered.take(MINUTE);
    gathered.add(attempt(), MINUTE + 1);
    expect(gathered.take(MINUTE + 2)).toHaveLength(1);
  });

  it('are told apart by who, what and how', () => {
    const different = [{ actor: 'key_2' }, { action: 'bucket.create' as const }, { code: 'NOT_FOUND' }];
    for (const more of [{}, ...different, { target: 'bkt_2' }]) gathered.add(attempt(more), 0);
    expect(gathered.take(1).map(({ detail }) => detail.attempts)).toEqual([2, 1, 1, 1]);
  });

  it('get no more than so many rows a minute, whoever sends them', () => {
    for (let i = 0; i < 50_000; i += 1) gathered.add(attempt({ actor: `key_${i}` }), i % MINUTE);
    gathered.add(attempt({ organizationId: 'org_2' }), 0);
    const rows = gathered.take(Infinity);
    expect(rows.filter(({ organizationId }) => organizationId === 'org_1')).toHaveLength(21);
    expect(rows.filter(({ organizationId }) => organizationId === 'org_2')).toHaveLength(1);
    const sum = rows.reduce((all, { detail }) => all + detail.attempts, 0);
    expect(sum).toBe(50_001);
    expect(rows.find(({ action }) => action === 'attempts.more')).toMatchObject({ actor: 'system', target: null });
  });

  it('take bounded memory, whatever number of organizations they are of', () => {
    for (let i = 0; i < 5_000; i += 1) gathered.add(attempt({ organizationId: `org_${i}` }), 0);
    expect(gathered.take(Infinity)).toHaveLength(1_000);
    expect(gathered.isEmpty).toBe(true);
    gathered.add(attempt(), 0);
    expect(gathered.take(1)).toHaveLength(1);
  });
});
