import { jsonOf, plainCall } from '../../api/plain-call.js';

interface Answer {
  access_token: string;
  expires_in: number;
}

/** Exchanges a password for a token of the server. */
export async function requestToken(
  url: string,
  login: { email: string; password: string; organization?: string },
  signal: AbortSignal,
): Promise<{ secret: string; expires_at: string }> {
  const request = { method: 'POST', body: JSON.stringify(login), headers: { 'Content-Type': 'application/json' } };
  const answer = await jsonOf<Answer>(await plainCall(`${url}/v1/auth/login`, request, signal));
  return { secret: answer.access_token, expires_at: new Date(Date.now() + answer.expires_in * 1000).toISOString() };
}
