import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Actor } from '../../shared/actor.js';
import { Errors } from '../../shared/errors/errors.js';
import { ActorCache } from './actor-cache.js';

const actor = (keyId: string): Actor => ({
  ...{ organizationId: 'org_a', workspaceId: 'ws_a', tier: 'free', quotaBytes: 1 },
  ...{ scopes: new Set(), keyId },
});

let now: number;
let loads: number;
let cache: ActorCache;

beforeEach(() => {
  now = 1;
  loads = 0;
  cache = new ActorCache({ now: () => now });
});

const load = () => Promise.resolve({ actor: actor(`key_${++loads}`) });
const refuse = () => {
  loads++;
  return Promise.reject(Errors.unauthenticated('revoked'));
};

describe('ActorCache', () => {
  it('applies a revocation within four seconds', async () => {
    await cache.get('a', load);
    now += 2_999;
    await cache.get('a', refuse);
    expect(loads).toBe(1);
    now += 1_002;
    await expect(cache.get('a', refuse)).rejects.toThrow('revoked');
  });

  it('does not cache a refusal', async () => {
    await expect(cache.get('a', refuse)).rejects.toThrow('revoked');
    expect(await cache.get('a', load)).toMatchObject({ keyId: 'key_2' });
  });

  it('separates credentials', async () => {
    expect(await cache.get('a', load)).not.toEqual(await cache.get('b', load));
  });

  it('drops every actor on forget()', async () => {
    await cache.get('a', load);
    cache.forget();
    await expect(cache.get('a', refuse)).rejects.toThrow('revoked');
  });

  it('refuses expired credentials, cached or not', async () => {
    const expired = () => Promise.resolve({ actor: actor('key_a'), expiresAt: new Date(Date.now() - 1) });
    for (let i = 0; i < 2; i++)
      await expect(cache.get('a', expired)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
