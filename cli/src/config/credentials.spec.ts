import { describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { credentialsFrom } from './credentials.js';
import { configFolder, stateFolder } from './config-folder.js';
import { isUnprotected, serverUrl } from './server-url.js';
import { loginPath, readLogin, removeLogin, storeLogin } from './stored-login.js';

const stored = { url: 'https://files.example.com', secret: 'sk_stored' };

describe('credentials', () => {
  it('are those of the login', () => {
    expect(credentialsFrom({}, {}, stored)).toMatchObject({ ...stored, source: 'login' });
  });

  it('are those of the environment before that, and options before both', () => {
    const environment = { AIRLOCK_URL: 'http://localhost:1', AIRLOCK_API_KEY: 'sk_env', AIRLOCK_NAMESPACE: 'env' };
    expect(credentialsFrom({}, environment, stored)).toEqual({
      ...{ url: 'http://localhost:1', secret: 'sk_env', namespace: 'env', source: 'environment' },
    });
    const options = { url: 'http://localhost:2/', namespace: 'option' };
    expect(credentialsFrom(options, environment, stored)).toMatchObject({
      url: 'http://localhost:2',
      namespace: 'option',
    });
    expect(credentialsFrom({}, { AIRLOCK_API_KEY: 'sk_env' }, stored)).toMatchObject({
      url: stored.url,
      secret: 'sk_env',
    });
  });

  it('of a login go to no other server', () => {
    for (const [options, environment] of [
      [{ url: 'https://elsewhere.example' }, {}],
      [{}, { AIRLOCK_URL: 'https://elsewhere.example' }],
      [{}, { AIRLOCK_URL: 'http://files.example.com' }],
    ] as const)
      expect(() => credentialsFrom(options, environment, stored)).toThrow(
        /logged in to https:\/\/files\.example\.com, not to/,
      );
  });

  it('that are missing or have expired are asked for', () => {
    expect(() => credentialsFrom({}, {}, undefined)).toThrow(/airlock login/);
    const expired = { ...stored, expires_at: '2026-01-01T00:00:00.000Z' };
    expect(() => credentialsFrom({}, {}, expired, new Date('2026-01-02'))).toThrow(/expired/);
    expect(credentialsFrom({}, {}, expired, new Date('2025-12-31'))).toMatchObject({ secret: 'sk_stored' });
  });
});

describe('the address of a server', () => {
  it.each([
    ['files.example.com', 'https://files.example.com'],
    ['HTTP://Localhost:3000/', 'http://localhost:3000'],
    ['https://example.com/airlock/?a=b#c', 'https://example.com/airlock'],
  ])('%s is %s', (text, url) => expect(serverUrl(text)).toBe(url));

  it.each(['ftp://a', 'https://user:secret@a', 'http://', 'https://a b'])('%s is none', (text) => {
    expect(() => serverUrl(text)).toThrow(/must look like/);
  });

  it('is unprotected where keys would cross a network in the clear', () => {
    expect(['http://localhost:3000', 'http://127.0.0.1', 'http://[::1]:1', 'https://a'].some(isUnprotected)).toBe(
      false,
    );
    expect(isUnprotected('http://files.example.com')).toBe(true);
  });
});

describe('what login stores', () => {
  it('is after the XDG specification, which ignores relative paths', () => {
    expect(configFolder({ XDG_CONFIG_HOME: '/x', HOME: '/h' })).toBe('/x/airlock');
    expect(configFolder({ XDG_CONFIG_HOME: 'x', HOME: '/h' })).toBe('/h/.config/airlock');
    expect(stateFolder({ HOME: '/h' })).toBe('/h/.local/state/airlock');
  });

  it('is readable to its owner alone, and replaced as a whole', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'airlock-cli-'));
    const environment = { XDG_CONFIG_HOME: folder };
    try {
      expect(await readLogin(environment)).toBeUndefined();
      await storeLogin(environment, { ...stored, secret: 'sk_first' });
      await storeLogin(environment, stored);
      expect(await readLogin(environment)).toEqual(stored);
      expect((await stat(loginPath(environment))).mode & 0o777).toBe(0o600);
      expect((await stat(join(folder, 'airlock'))).mode & 0o777).toBe(0o700);
      expect(await readdir(join(folder, 'airlock'))).toEqual(['config.json']);
      await writeFile(loginPath(environment), '{"url": 1');
      await expect(readLogin(environment)).rejects.toThrow(/airlock login/);
      await removeLogin(environment);
      expect(await readLogin(environment)).toBeUndefined();
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
