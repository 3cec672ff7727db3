import type { JWTPayload } from 'jose';
import { Errors } from '../../../shared/errors/errors.js';
import { isStorable } from '../../../shared/json/storable.js';

/** The subject of a token. Its other claims grant nothing. */
export interface TokenSubject {
  issuer: string;
  subject: string;
  /** In tokens of this service: the version of the account's credentials at the time of issue. */
  version?: number;
}

/** Tolerated clock difference of an issuer, for `exp`, `nbf` and `iat`. */
export const LEEWAY_SECONDS = 30;

/** Of claims that were verified: `iss`, `aud`, `exp` and `nbf` are right. */
export function subjectOf({ iss, sub, iat, ver }: JWTPayload): TokenSubject {
  if (!isSubject(sub)) throw Errors.unauthenticated('The token must carry iss, sub, aud and exp.');
  if (!isPast(iat)) throw Errors.unauthenticated('The token was issued in the future: check the clock of its issuer.');
  return { issuer: iss!, subject: sub, ...(typeof ver === 'number' ? { version: ver } : {}) };
}

/** Subjects are looked up in the database, whose texts contain neither NUL nor lone surrogates. */
const isSubject = (sub: unknown): sub is string => typeof sub === 'string' && sub !== '' && isStorable(sub);

const isPast = (iat: unknown) =>
  iat === undefined || (typeof iat === 'number' && iat <= Date.now() / 1000 + LEEWAY_SECONDS);
