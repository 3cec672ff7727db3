import { hash } from 'node:crypto';

/** A login: for which account, and from where. */
export interface LoginAttempt {
  /** As it was sent; it need not belong to an account. */
  email: string;
  /** The network of the client. */
  address: string;
}

/** What failed logins are counted by. Digests: the counts name neither people nor their addresses. */
export interface AttemptKeys {
  account: string;
  address: string;
}

export function attemptKeys({ email, address }: LoginAttempt): AttemptKeys {
  return { account: digest('account', email.toLowerCase()), address: digest('address', address) };
}

const digest = (kind: string, text: string) => `${kind}:${hash('sha256', text, 'base64url')}`;
