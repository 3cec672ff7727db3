import { Injectable } from '@nestjs/common';
import { SignJWT } from 'jose';
import { AcceptedIssuers, OWN_ISSUER } from './accepted-issuers.js';

export const TOKEN_SECONDS = 3600;

/** Signs tokens of this service: subject and expiry. They carry no rights. */
@Injectable()
export class TokenIssuer {
  constructor(private readonly issuers: AcceptedIssuers) {}

  /** `version` is that of the user's credentials: a new password ends the token. */
  issue(userId: string, version: number): Promise<string> {
    return new SignJWT({ ver: version })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuedAt()
      .setIssuer(OWN_ISSUER)
      .setAudience(this.issuers.audience)
      .setSubject(userId)
      .setExpirationTime(`${TOKEN_SECONDS} s`)
      .sign(this.issuers.ownKey);
  }
}
