import { Errors } from '../../../shared/errors/errors.js';
import type { StoreCredentials } from '../credentials.js';

const LONGEST_SECONDS = 7 * 24 * 60 * 60;

/** The start and the expiry of a signature, in whole seconds as S3 counts. */
export interface SigningMoment {
  /** YYYYMMDDTHHMMSSZ */
  amzDate: string;
  expiresInSeconds: number;
  expiresAt: Date;
}

/** Limits the requested lifetime to that of temporary credentials; throws when they have expired. */
export function signingMoment(at: Date, requestedSeconds: number, { expiration }: StoreCredentials): SigningMoment {
  if (!Number.isInteger(requestedSeconds) || requestedSeconds < 1 || requestedSeconds > LONGEST_SECONDS)
    throw new RangeError(
      `The lifetime of a signed URL must be a whole number of seconds from 1 to ${LONGEST_SECONDS}.`,
    );
  const second = Math.floor(at.getTime() / 1000);
  const left = expiration ? Math.floor(expiration.getTime() / 1000) - second : requestedSeconds;
  if (left < 1) throw expiredCredentials();
  const expiresInSeconds = Math.min(requestedSeconds, left);
  return {
    amzDate: basicIso(new Date(second * 1000)),
    expiresInSeconds,
    expiresAt: new Date((second + expiresInSeconds) * 1000),
  };
}

export function expiredCredentials(): Error {
  return Errors.storageUnavailable(new Error('The temporary credentials of the store have expired.'));
}

/** YYYYMMDDTHHMMSSZ */
export function basicIso(date: Date): string {
  const iso = date.toISOString();
  return `${iso.slice(0, 4)}${iso.slice(5, 7)}${iso.slice(8, 13)}${iso.slice(14, 16)}${iso.slice(17, 19)}Z`;
}
