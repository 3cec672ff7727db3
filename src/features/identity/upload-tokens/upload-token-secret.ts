import { randomBytes } from 'node:crypto';

const SECRET_BYTES = 24;

/** A new secret: 192 bits in letters and digits, which stand in a path or a query as they are. */
export function newUploadTokenSecret(): string {
  return `ut_${randomBytes(SECRET_BYTES).toString('hex')}`;
}

/** Whether a credential has the form of an upload token. */
export function isUploadTokenSecret(text: string): boolean {
  return /^ut_[0-9a-f]{48}$/.test(text);
}
