import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { OWN_ISSUER, TokenKeys } from './token-keys.js';

export const TOKEN_SECONDS = 3600;

/** Signs tokens of this service: subject and expiry. They carry no rights. */
@Injectable()
export class TokenIssuer {
  constructor(
    private readonly keys: TokenKeys,
    private readonly jwt: JwtService,
  ) {}

  /** `version` is that of the user's credentials: a new password ends the token. */
  issue(userId: string, version: number): Promise<string> {
    return this.jwt.signAsync(
      { ver: version },
      {
        privateKey: this.keys.own,
        algorithm: 'HS256',
        issuer: OWN_ISSUER,
        audience: this.keys.audience,
        subject: userId,
        expiresIn: TOKEN_SECONDS,
      },
    );
  }
}
