import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Actor } from '../../shared/actor.js';
import { ActorCache, type KnownActor } from './actor-cache.js';

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
  return Promise.reject(new Error('revoked'));
};

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A load whose end the test decides. */
function slowLoad(): { load: () => Promise<KnownActor>; finish(known: KnownActor): void } {
  const { promise, resolve } = Promise.withResolvers<KnownActor>();
  const load = () => {
    loads++;
    return promise;
  };
  return { load, finish: resolve };
}

describe('the cache of actors', () => {
  it('looks a revocation up again within four seconds', async () => {
    await cache.get('a', load);
    now += 2_999;
    await cache.get('a', refuse);
    expect(loads).toBe(1);
    now += 1_002;
    await expect(cache.get('a', refuse)).rejects.toThrow('revoked');
  });

  it('looks up whoever is busy before the four seconds are over, without letting them wait', async () => {
    await cache.get('a', load);
    now += 3_500;
    const slow = slowLoad();
    expect(await cache.get('a', slow.load)).toMatchObject({ keyId: 'key_1' });
    expect(await cache.get('a', slow.load)).toMatchObject({ keyId: 'key_1' });
    expect(loads).toBe(2);
    slow.finish({ actor: actor('key_renewed') });
    await settled();
    now += 3_999;
    expect(await cache.get('a', refuse)).toMatchObject({ keyId: 'key_renewed' });
  });

  it('refuses as soon as such a look-up does', async () => {
    await cache.get('a', load);
    now += 3_500;
    await cache.get('a', refuse);
    await settled();
    await expect(cache.get('a', refuse)).rejects.toThrow('revoked');
  });

  it('lets nobody in for longer because a look-up takes long', async () => {
    await cache.get('a', load);
    now += 3_500;
    const slow = slowLoad();
    await cache.get('a', slow.load);
    now += 501;
    const late = cache.get('a', slow.load);
    slow.finish({ actor: actor('key_renewed') });
    expect(await late).toMatchObject({ keyId: 'key_renewed' });
  });

  it('counts the time of the look-up itself', async () => {
    const slow = slowLoad();
    const first = cache.get('a', slow.load);
    now += 4_001;
    slow.finish({ actor: actor('key_a') });
    await first;
    await expect(cache.get('a', refuse)).rejects.toThrow('revoked');
  });

  it('keeps no refusal', async () => {
    await expect(cache.get('a', refuse)).rejects.toThrow('revoked');
    expect(await cache.get('a', load)).toMatchObject({ keyId: 'key_2' });
  });

  it('keeps credentials apart', async () => {
    expect(await cache.get('a', load)).not.toEqual(await cache.get('b', load));
  });

  it('asks once for many who come at the same time', async () => {
    const slow = slowLoad();
    const all = Array.from({ length: 10 }, () => cache.get('a', slow.load));
    slow.finish({ actor: actor('key_a') });
    await Promise.all(all);
    expect(loads).toBe(1);
  });

  it('does not keep what was forgotten while it was looked up', async () => {
    const slow = slowLoad();
    const before = cache.get('a', slow.load);
    cache.forget();
    slow.finish({ actor: actor('key_stale') });
    await before;
    await expect(cache.get('a', refuse)).rejects.toThrow('revoked');
  });

  it('lets nobody in after the expiry, fresh or not', async () => {
    const expired = () => Promise.resolve({ actor: actor('key_a'), expiresAt: new Date(Date.now() - 1) });
    for (let i = 0; i < 2; i++)
      await expect(cache.get('a', expired)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
