import type { Api } from './api.js';

/** An upload token as a caller gets it. */
export interface TestToken {
  upload_token_id: string;
  upload_token: string;
  companion_url: string;
  sign_url: string;
  tus_url: string;
}

/** A token for the bucket `assets`, by default for files of up to 20 MB. */
export async function makeToken(api: Api, more: Record<string, unknown> = {}): Promise<TestToken> {
  const answer = await api.post('/v1/upload-tokens', { bucket: 'assets', max_file_size: 20_000_000, ...more });
  if (answer.status !== 201) throw new Error(`the token was refused with ${answer.status}: ${answer.text}`);
  return answer.body as TestToken;
}
