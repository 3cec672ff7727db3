import { createClient } from '@airlock/sdk';

const KEPT = 'upload-token';

/**
 * A token from the application's own server, which has the API key. It is kept while the tab is open, so that an upload
 * continues after a reload: another token may not continue it. `refused` is one that has ended.
 */
async function uploadToken(refused) {
  const kept = sessionStorage.getItem(KEPT);
  if (kept && kept !== refused) return kept;
  const answer = await fetch('/api/upload-token', { method: 'POST' });
  const { token, message } = await answer.json();
  if (!answer.ok) throw new Error(message);
  sessionStorage.setItem(KEPT, token);
  return token;
}

export const airlock = createClient({ baseUrl: 'https://files.example.com', token: uploadToken });
