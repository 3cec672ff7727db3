import { describe, expect, it } from '@jest/globals';
import { idPrefixes, isId, looksLikeId, newId } from './ids.js';

describe('ids', () => {
  it.each(idPrefixes)('of %s are the prefix and 16 characters', (prefix) => {
    const id = newId(prefix);
    expect(id).toMatch(new RegExp(`^${prefix}_[0-9a-z]{16}$`));
    expect(isId(prefix, id)).toBe(true);
    expect(looksLikeId(id)).toBe(true);
  });

  it('sort by creation time, until the year 5188', () => {
    const times = [0, 1, 35, 36, Date.UTC(2026, 0), Date.UTC(2026, 0) + 1, Date.UTC(2059, 0), 36 ** 9 - 1];
    const ids = times.map((at) => newId('upl', at));
    expect([...ids].sort()).toEqual(ids);
    expect(ids.every((id) => isId('upl', id))).toBe(true);
    expect(new Date(36 ** 9 - 1).getUTCFullYear()).toBe(5188);
  });

  it('are unique within a millisecond, and not predictable from the previous one', () => {
    const ids = Array.from({ length: 70_000 }, () => newId('upl', 1));
    expect(new Set(ids).size).toBe(ids.length);
    const steps = new Set(
      ids.slice(1, 101).map((id, i) => parseInt(id.slice(-7), 36) - parseInt(ids[i]!.slice(-7), 36)),
    );
    expect(steps.size).toBeGreaterThan(90);
  });

  it('use every character equally at every random position', () => {
    const rounds = 36_000;
    const counts = new Map<string, number>();
    for (let i = 0; i < rounds; i++) {
      const char = newId('upl', 1).at(-1)!;
      counts.set(char, (counts.get(char) ?? 0) + 1);
    }
    expect(counts.size).toBe(36);
    // 1000 expected each; 8 standard deviations are 250.
    for (const count of counts.values()) expect(Math.abs(count - rounds / 36)).toBeLessThan(250);
  });

  it.each([
    '',
    'upl_',
    'upl_0123456789abcde',
    'upl_0123456789abcdef0',
    'upl_0123456789ABCDEF',
    'bkt_0123456789abcdef',
    'upl_0123456789abcdef\n',
    ' upl_0123456789abcdef',
  ])('are not %p for an upload', (text) => {
    expect(isId('upl', text)).toBe(false);
  });

  it('are distinguished from names by their prefix', () => {
    expect(['upl_', 'ws_main', 'kb_x'].every(looksLikeId)).toBe(true);
    expect(['assets', 'upl', 'my_upl_x', 'UPL_x', ''].some(looksLikeId)).toBe(false);
  });
});
