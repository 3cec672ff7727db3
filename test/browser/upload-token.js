/**
 * An upload token from the application's own server, which has the API key. It is kept while the tab is open, so that an
 * upload continues after a reload: another token may not continue it.
 */
export async function uploadToken() {
  const kept = JSON.parse(sessionStorage.getItem('upload-token'));
  if (kept && Date.parse(kept.expires_at) > Date.now()) return kept;
  const answer = await fetch('/upload-token', { method: 'POST' });
  if (!answer.ok) throw new Error('Please log in again.');
  const token = await answer.json();
  sessionStorage.setItem('upload-token', JSON.stringify(token));
  return token;
}
