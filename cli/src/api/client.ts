import { type Client, type ClientOptions, createClient } from '@airlock/sdk';
import type { Credentials } from '../config/credentials.js';
import { unreachable } from './plain-call.js';

export type { Client };

/** Someone waits for the answer: a server that is away is reported after a few seconds. Transfers are more patient. */
const IMPATIENT = { attempts: 3, maxMs: 5_000 };

/** The SDK's client for these credentials. */
export function createApiClient(
  { url, secret, namespace }: Credentials,
  more: Pick<ClientOptions, 'retries' | 'resume'> = { retries: IMPATIENT, resume: false },
): Client {
  return createClient({ baseUrl: url, apiKey: secret, workspace: namespace, fetch: namingFetch, ...more });
}

const namingFetch: typeof fetch = async (input, init) => {
  try {
    return await fetch(input, init);
  } catch (error) {
    throw init?.signal?.aborted ? error : unreachable(String(input), error);
  }
};
