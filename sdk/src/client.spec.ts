import { afterEach, describe, expect, it } from '@jest/globals';
import { createClient, kernel } from './index.js';

describe('a client', () => {
  it.each(['', 'files.example.com', 'ftp://x', 'https://user:password@x', 'https://x?a=b', 'https://x#a'])(
    'is not made for %j',
    (baseUrl) => expect(() => createClient({ baseUrl, apiKey: 'sk_1' })).toThrow('baseUrl must be'),
  );

  it('is not made without credentials', () => {
    expect(() => createClient({ baseUrl: 'https://x' })).toThrow('Give an apiKey or a token.');
  });

  it('keeps the path of its service, and sends what it was given', async () => {
    const calls: [string, Headers][] = [];
    const fetch = (async (url: string, init: RequestInit) => {
      calls.push([url, new Headers(init.headers)]);
      return Response.json({ items: [], next_cursor: null });
    }) as typeof globalThis.fetch;
    const client = createClient({ baseUrl: 'https://x/airlock/', apiKey: 'sk_1', workspace: 'ours', fetch });
    await client.uploads().list({ bucket_id: 'assets', metadata: { order: 7 }, status: undefined });
    const [[url, headers]] = calls as [[string, Headers]];
    expect(url).toBe('https://x/airlock/v1/uploads?bucket_id=assets&metadata.order=7');
    expect([headers.get('authorization'), headers.get('x-namespace')]).toEqual(['Bearer sk_1', 'ours']);
    await client.files().presign({ filename: 'a', mimeType: 'a/b', bucket: 'c', size: 1 });
    expect(calls[1]![1].get('idempotency-key')).toMatch(/^sdk-[0-9a-f]{32}$/);
  });
});

describe('the kernel', () => {
  afterEach(() => {
    kernel.configure({});
    delete process.env.AIRLOCK_URL;
    delete process.env.AIRLOCK_API_KEY;
  });

  it('says what is missing when it is used, not when it is imported', () => {
    expect(() => kernel.files()).toThrow('Set AIRLOCK_URL and AIRLOCK_API_KEY, or call kernel.configure');
  });

  it('reads the environment, and what is configured goes before', async () => {
    process.env.AIRLOCK_URL = 'https://from-env';
    process.env.AIRLOCK_API_KEY = 'sk_env';
    const calls: [string, string | null][] = [];
    const fetch = (async (url: string, init: RequestInit) => {
      calls.push([url, new Headers(init.headers).get('authorization')]);
      return Response.json({});
    }) as typeof globalThis.fetch;
    kernel.configure({ fetch });
    await kernel.files().metadata('upl_1');
    kernel.configure({ fetch, baseUrl: 'https://configured', token: 'ut_1' });
    await kernel.files().metadata('upl_1');
    expect(calls).toEqual([
      ['https://from-env/v1/files/upl_1', 'Bearer sk_env'],
      ['https://configured/v1/files/upl_1', 'Bearer ut_1'],
    ]);
  });
});
