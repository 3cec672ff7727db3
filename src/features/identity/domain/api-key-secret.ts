import { createHash, randomBytes } from 'node:crypto';

const SECRET_BYTES = 24;
const PREFIX_CHARS = 10;

/** A new secret: 192 bits, shown once. */
export function newSecret(): string {
  return `sk_${randomBytes(SECRET_BYTES).toString('base64url')}`;
}

/** Whether a credential has the form of an API key; otherwise it is a token. The bootstrap key may be longer than generated ones. */
export function isSecret(text: string): boolean {
  return /^sk_[A-Za-z0-9_-]{32,200}$/.test(text);
}

/** The start of a secret, shown in lists so that people can distinguish their keys. */
export function prefixOf(secret: string): string {
  return secret.slice(0, PREFIX_CHARS);
}

/** The hash that is stored. Fast on purpose: 192 random bits need no key stretching. */
export function hashOf(secret: string): Buffer<ArrayBuffer> {
  return createHash('sha256').update(secret).digest() as Buffer<ArrayBuffer>;
}
