import { createHash, randomBytes } from 'node:crypto';

const SECRET_BYTES = 24;
const PREFIX_CHARS = 10;

/** A new secret: 192 bits, shown once. */
export function newSecret(): string {
  return `sk_${randomBytes(SECRET_BYTES).toString('base64url')}`;
}

/** What may be an API key at all; anything else is a token or nothing. The bootstrap key may be longer than ours. */
export function isSecret(text: string): boolean {
  return /^sk_[A-Za-z0-9_-]{32,200}$/.test(text);
}

/** The part of a secret that may be shown again, so that people can tell their keys apart. */
export function prefixOf(secret: string): string {
  return secret.slice(0, PREFIX_CHARS);
}

/** What is kept of a secret. Fast on purpose: 192 random bits need no stretching. */
export function hashOf(secret: string): Buffer<ArrayBuffer> {
  return createHash('sha256').update(secret).digest() as Buffer<ArrayBuffer>;
}
