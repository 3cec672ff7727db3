import { describe, expect, it } from '@jest/globals';
import { ReadLeases } from './read-leases.js';

describe('ReadLeases', () => {
  it('removes unused files at once', async () => {
    let removed = 0;
    await new ReadLeases().retire('a', async () => void removed++);
    expect(removed).toBe(1);
  });

  it('removes files after the last reader, and refuses new readers meanwhile', async () => {
    const leases = new ReadLeases();
    let removed = 0;
    const first = leases.acquire('a');
    const second = leases.acquire('a');
    await leases.retire('a', async () => void removed++);
    expect(leases.acquire('a')).toBeNull();
    await first?.();
    expect(removed).toBe(0);
    await second?.();
    expect(removed).toBe(1);
  });

  it('keeps files that are not retired', async () => {
    const leases = new ReadLeases();
    await leases.acquire('a')?.();
    expect(leases.acquire('a')).not.toBeNull();
  });
});
