import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { keySetTimes, RemoteKeySet } from './remote-key-set.js';

const { renewMs, waitMs, trustMs, cooldownMs } = keySetTimes;

let old: JWK;
let young: JWK;
beforeAll(async () => {
  const make = async (kid: string) => ({ ...(await exportJWK((await generateKeyPair('ES256')).publicKey)), kid });
  [old, young] = await Promise.all([make('old'), make('young')]);
});

let now: number;
let fetches: number;
let answer: () => Promise<string> | string;
let keys: RemoteKeySet;

/** Not at once, as over a network. */
async function fetchText(): Promise<string> {
  fetches++;
  await new Promise(setImmediate);
  return answer();
}
beforeEach(() => {
  now = 1_000_000;
  fetches = 0;
  publish(old);
  keys = new RemoteKeySet('https://login.example/keys', {
    clock: { now: () => now },
    fetchText,
  });
});

const publish = (...published: JWK[]) => (answer = () => JSON.stringify({ keys: published }));
const refuse = () => (answer = () => Promise.reject(new Error('the host answered 500')));
const find = (kid: string) => keys.find({ alg: 'ES256', kid }, {} as never);
/** A renewal in the background has ended. */
async function settled(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise(setImmediate);
}
const unavailable = { kind: 'unavailable', code: 'UNAVAILABLE' };
const unknown = { code: 'ERR_JWKS_NO_MATCHING_KEY' };

describe('the keys of an issuer', () => {
  it('are fetched at the first token, once for many at the same time', async () => {
    await Promise.all(Array.from({ length: 20 }, () => find('old')));
    for (let i = 0; i < 20; i++) await find('old');
    expect(fetches).toBe(1);
  });

  it('are fetched in the background when they get old, and a removed key ends then', async () => {
    await find('old');
    publish(young);
    now += renewMs;
    await find('old');
    await settled();
    await expect(find('old')).rejects.toMatchObject(unknown);
    await find('young');
    expect(fetches).toBe(2);
  });

  it('are not used any more once they are too old, where the issuer answers', async () => {
    await find('old');
    publish(young);
    now += waitMs;
    await expect(find('old')).rejects.toMatchObject(unknown);
  });

  it('may be more by now: an unknown key id fetches again', async () => {
    await find('old');
    publish(old, young);
    now += cooldownMs;
    await find('young');
    await find('old');
    expect(fetches).toBe(2);
  });

  it('are fetched once in a while, however many key ids are made up', async () => {
    for (let i = 0; i < 200; i++) {
      await expect(find(`forged ${i}`)).rejects.toMatchObject(unknown);
      now += cooldownMs / 100;
    }
    expect(fetches).toBe(2);
  });
});

describe('an issuer that does not answer', () => {
  it('leaves the known keys as they are, for an hour', async () => {
    await find('old');
    refuse();
    for (const age of [renewMs, waitMs, trustMs / 2, trustMs - 1]) {
      now = 1_000_000 + age;
      await find('old');
      await settled();
    }
    now = 1_000_000 + trustMs;
    await expect(find('old')).rejects.toMatchObject(unavailable);
    publish(old);
    now += cooldownMs;
    await find('old');
  });

  it('may have the key of a token: another key id is no refusal', async () => {
    await find('old');
    refuse();
    now += cooldownMs;
    await expect(find('young')).rejects.toMatchObject(unavailable);
    publish(old);
    now += cooldownMs;
    await expect(find('young')).rejects.toMatchObject(unknown);
  });

  it('is called once in a while, and holds up one round of requests only', async () => {
    await find('old');
    answer = () => new Promise<never>(() => undefined);
    now += renewMs;
    for (let i = 0; i < 50; i++) await find('old');
    expect(fetches).toBe(2);
    refuse();
    const another = new RemoteKeySet('https://login.example/keys', {
      clock: { now: () => now },
      fetchText,
    });
    fetches = 0;
    for (let i = 0; i < 50; i++)
      await expect(another.find({ alg: 'ES256', kid: 'old' }, {} as never)).rejects.toMatchObject(unavailable);
    expect(fetches).toBe(1);
  });

  it('is reported while it lasts, with what is wrong', async () => {
    refuse();
    const down = { code: 'ISSUER_UNAVAILABLE', message: expect.stringMatching(/JWT_JWKS_URL.*answered 500.*No key/) };
    await expect(keys.check()).rejects.toMatchObject(down);
    publish(old);
    await expect(keys.check()).rejects.toMatchObject(down);
    now += cooldownMs;
    await keys.check();
    await find('old');
    expect(fetches).toBe(2);
  });
});

describe('an answer that is no set of keys', () => {
  it.each<[string, () => string]>([
    ['not JSON', () => '<html>'],
    ['a list', () => '[]'],
    ['null', () => 'null'],
    ['without keys', () => '{}'],
    ['keys that are no list', () => '{"keys": {}}'],
    ['a key that is no object', () => '{"keys": ["x"]}'],
    ['too many keys', () => JSON.stringify({ keys: Array.from({ length: 101 }, () => old) })],
    ['a prototype', () => '{"keys": [], "__proto__": {"x": 1}}'],
  ])('(%s) leaves the known keys as they are', async (_, text) => {
    await find('old');
    answer = text;
    now += cooldownMs;
    await expect(find('young')).rejects.toMatchObject(unavailable);
    await find('old');
  });
});
