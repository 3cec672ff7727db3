import { describe, expect, it } from '@jest/globals';
import { abilities, StoreCapabilities } from './store-capabilities.js';

describe('StoreCapabilities', () => {
  it('adds proven abilities, removes disproven ones, and keeps the others', () => {
    const capabilities = new StoreCapabilities(['length', 'type']);
    capabilities.learn(
      new Map([
        ['create_only', true],
        ['length', false],
      ]),
      'not safe',
    );
    expect(capabilities.list).toEqual(['type', 'create_only']);
    expect(capabilities.enforces('length')).toBe(false);
    expect(capabilities.enforces('sha256')).toBe(false);
    expect(capabilities.warning).toBe('not safe');
  });

  it('distinguishes proven, disproven and unknown forms', () => {
    const capabilities = new StoreCapabilities(['length']);
    expect([capabilities.takesForms, capabilities.lacksForms]).toEqual([false, false]);
    capabilities.learn(new Map([['form', false]]));
    expect([capabilities.takesForms, capabilities.lacksForms]).toEqual([false, true]);
    capabilities.learn(new Map([['form', true]]));
    expect([capabilities.takesForms, capabilities.lacksForms]).toEqual([true, false]);
    expect(capabilities.list).toEqual(['length']);
  });

  it('clears the warning of a repaired store, and ignores a probe without results', () => {
    const capabilities = new StoreCapabilities(abilities);
    capabilities.learn(new Map(), 'not safe');
    capabilities.learn(new Map());
    expect(capabilities.complete).toBe(true);
    expect(capabilities.warning).toBeUndefined();
  });

  it('counts hashed copies only where they were proven, until they are disproven', () => {
    const capabilities = new StoreCapabilities(['length', 'type']);
    expect(capabilities.hashesCopies).toBe(false);
    capabilities.learn(new Map([['copy_sha256', true]]));
    expect(capabilities.hashesCopies).toBe(true);
    capabilities.learn(new Map([['copy_sha256', false]]));
    expect(capabilities.hashesCopies).toBe(false);
  });
});
