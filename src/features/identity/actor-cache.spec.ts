import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Actor } from '../../shared/actor.js';
import { Errors } from '../../shared/errors/errors.js';
import { CONNECTION_CHECK_MS, CALLER_TTL_MS, REVOKED_WITHIN_MS } from '../../edge/auth/revocation-times.js';
import { RightsChanges } from '../../edge/auth/rights-changes.js';
import { ActorCache } from './actor-cache.js';

const actor = (keyId: string): Actor => ({
  ...{ organizationId: 'org_a', workspaceId: 'ws_a', tier: 'free', quotaBytes: 1 },
  ...{ scopes: new Set(), keyId },
});

let now: number;
let loads: number;
let cache: ActorCache;
let rights: RightsChanges;

beforeEach(() => {
  now = 1;
  loads = 0;
  // It sends nothing here.
  rights = new RightsChanges(undefined as never, undefined as never);
  cache = new ActorCache(rights, { now: () => now });
});

const load = () => Promise.resolve({ actor: actor(`key_${++loads}`) });
const refuse = () => {
  loads++;
  return Promise.reject(Errors.unauthenticated('revoked'));
};

describe('ActorCache', () => {
  it('applies a revocation of which nothing was heard in the time that is promised, on open connections too', async () => {
    const lookUp = 500;
    expect(CALLER_TTL_MS + CONNECTION_CHECK_MS + lookUp).toBeLessThanOrEqual(REVOKED_WITHIN_MS);
    await cache.get('a', load);
    now += CALLER_TTL_MS - 1_001;
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

  it('drops the actors of an organization whose rights changed, and no others', async () => {
    await cache.get('a', load);
    rights.apply('org_b');
    expect(await cache.get('a', refuse)).toMatchObject({ keyId: 'key_1' });
    rights.apply('org_a');
    await expect(cache.get('a', refuse)).rejects.toThrow('revoked');
  });

  it('drops all of them when changes may have been missed', async () => {
    await cache.get('a', load);
    rights.apply(undefined);
    await expect(cache.get('a', refuse)).rejects.toThrow('revoked');
  });

  it('refuses expired credentials, cached or not', async () => {
    const expired = () => Promise.resolve({ actor: actor('key_a'), expiresAt: new Date(Date.now() - 1) });
    for (let i = 0; i < 2; i++)
      await expect((async () => cache.get('a', expired))()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
