import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-jwt';
import { Errors } from '../../../shared/errors/errors.js';
import { isStorable } from '../../../shared/json/storable.js';
import { TokenKeys } from './token-keys.js';

/** The subject of a token. Its other claims grant nothing. */
export interface TokenSubject {
  issuer: string;
  subject: string;
  /** In tokens of this service: the version of the account's credentials at the time of issue. */
  version?: number;
}

/** The input of the strategy instead of a request: the same for REST, GraphQL and websockets. */
export interface Bearer {
  bearer: string;
}

/** Tolerated clock difference of an issuer, for `exp`, `nbf` and `iat`. */
const LEEWAY_SECONDS = 30;

type KeyFound = (error: Error | null, key?: KeyObject) => void;

/** HS256 only: an unsigned token, or one signed with a public key as its secret, is refused by its algorithm. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor(keys: TokenKeys, jwt: JwtService) {
    super({
      jwtFromRequest: (request: unknown) => (request as Bearer).bearer,
      secretOrKeyProvider: (_: unknown, token: string, found: KeyFound) => {
        const key = keyFor(decoded(jwt, token), keys);
        found(key ? null : new Error('no key for this token'), key);
      },
      algorithms: ['HS256'],
      issuer: keys.issuers,
      audience: keys.audience,
      jsonWebTokenOptions: { clockTolerance: LEEWAY_SECONDS },
    } as unknown as ConstructorParameters<typeof Strategy>[0]);
  }

  /** Called with verified claims only. jsonwebtoken checks `exp` where it is present; here it is required. */
  validate({ iss, sub, exp, iat, ver }: Record<string, unknown>): TokenSubject {
    if (typeof iss !== 'string' || !isSubject(sub) || typeof exp !== 'number')
      throw Errors.unauthenticated('The token must carry iss, sub, aud and exp.');
    if (!isPast(iat))
      throw Errors.unauthenticated('The token was issued in the future: check the clock of its issuer.');
    return { issuer: iss, subject: sub, ...(typeof ver === 'number' ? { version: ver } : {}) };
  }
}

/** Subjects are looked up in the database, whose texts contain neither NUL nor lone surrogates. */
const isSubject = (sub: unknown): sub is string => typeof sub === 'string' && sub !== '' && isStorable(sub);

const isPast = (iat: unknown) =>
  iat === undefined || (typeof iat === 'number' && iat <= Date.now() / 1000 + LEEWAY_SECONDS);

type Decoded = { header: object; payload: unknown } | null;

/** Decoding throws when a part is not JSON. */
function decoded(jwt: JwtService, token: string): Decoded {
  try {
    return jwt.decode<Decoded>(token, { complete: true });
  } catch {
    return null;
  }
}

/** RFC 7515: a token with critical extensions that are not understood must be refused. */
function keyFor(token: Decoded, keys: TokenKeys): KeyObject | undefined {
  if (!token || 'crit' in token.header) return undefined;
  return keys.of((token.payload as { iss?: unknown } | null)?.iss);
}
