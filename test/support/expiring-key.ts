import type { Api } from './api.js';

/**
 * Opens something with a key that expires soon, but not before it is open, however slow the machine is: with keys that live
 * longer and longer, until `open` returns something.
 */
export async function openBeforeExpiry<T>(
  api: Api,
  open: (caller: Api) => Promise<T | undefined>,
  scopes = ['uploads:read'],
): Promise<T> {
  for (let seconds = 2; ; seconds *= 2) {
    const expires_at = new Date(Date.now() + seconds * 1_000).toISOString();
    const { body } = await api.post('/v1/api-keys', { name: 'expiring', scopes, expires_at });
    const opened = body.api_key && (await open(api.as(body.api_key)));
    if (opened) return opened;
  }
}
