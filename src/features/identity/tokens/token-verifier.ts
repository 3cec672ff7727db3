import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { DomainError } from '../../../shared/errors/domain-error.js';
import { Errors } from '../../../shared/errors/errors.js';
import { AcceptedIssuers } from './accepted-issuers.js';
import { LEEWAY_SECONDS, subjectOf, type TokenSubject } from './token-subject.js';

/** More than any issuer needs: claims grant nothing here. */
const MOST_CHARACTERS = 8 * 1024;
const REQUIRED = ['iss', 'sub', 'aud', 'exp'];

/** A signature costs more than the rest of a request: one that was right is not computed again for so long. */
const REMEMBERED = { max: 10_000, ttl: 30_000 };

interface Verified {
  subject: TokenSubject;
  /** Seconds since 1970. */
  expiresAt: number;
}

/** Verifies a JWT, the same for REST, GraphQL and websockets. */
@Injectable()
export class TokenVerifier {
  /** By the digest of the token. */
  private readonly verified = new LRUCache<string, Verified>(REMEMBERED);

  constructor(private readonly issuers: AcceptedIssuers) {}

  /** Rejects with UNAUTHENTICATED, or UNAVAILABLE while the keys of its issuer cannot be fetched. */
  async verify(bearer: string): Promise<TokenSubject> {
    if (bearer.length > MOST_CHARACTERS) throw Errors.unauthenticated('The token is too long.');
    const digest = hash('sha256', bearer, 'base64');
    const known = this.verified.get(digest);
    if (known && Date.now() / 1_000 < known.expiresAt + LEEWAY_SECONDS) return known.subject;
    const claims = await this.claimsOf(bearer).catch((error: unknown) => {
      throw refusal(error);
    });
    const subject = subjectOf(claims);
    this.verified.set(digest, { subject, expiresAt: claims.exp! });
    return subject;
  }

  private async claimsOf(bearer: string): Promise<JWTPayload> {
    const issuer = this.issuers.of(decodeJwt(bearer).iss);
    if (!issuer) throw Errors.unauthenticated();
    // RFC 7515: a token with critical extensions that are not understood must be refused. None is.
    if ('crit' in decodeProtectedHeader(bearer)) throw Errors.unauthenticated();
    const { payload } = await jwtVerify(bearer, issuer.find, {
      algorithms: [...issuer.algorithms],
      audience: this.issuers.audience,
      requiredClaims: REQUIRED,
      clockTolerance: LEEWAY_SECONDS,
    });
    return payload;
  }
}

/** The answer says only whether a token is too old: more would help to forge one. */
function refusal(error: unknown): Error {
  if (error instanceof DomainError) return error;
  return Errors.unauthenticated(
    error instanceof errors.JWTExpired ? 'The token has expired. Log in again.' : undefined,
  );
}
