import { Injectable } from '@nestjs/common';
import passport from 'passport';
import { Errors } from '../../../shared/errors/errors.js';
import { type Bearer, JwtStrategy, type TokenSubject } from './jwt.strategy.js';

/** Verifies a JWT by passport, without a request: the same for every protocol. */
@Injectable()
export class TokenVerifier {
  constructor(private readonly strategy: JwtStrategy) {}

  verify(bearer: string): Promise<TokenSubject> {
    return new Promise((resolve, reject) => {
      const done = (error: unknown, subject: TokenSubject | false | undefined, info: unknown) => {
        if (subject) resolve(subject);
        else reject(error ?? refusal(info));
      };
      // A copy for each token: passport writes its callbacks onto the strategy, and tokens are verified side by side.
      const strategy = Object.create(this.strategy) as JwtStrategy;
      const request: Bearer = { bearer };
      passport.authenticate(strategy, { session: false }, done)(request, undefined, reject);
    });
  }
}

function refusal(info: unknown): Error {
  const expired = info instanceof Error && info.name === 'TokenExpiredError';
  return Errors.unauthenticated(expired ? 'The token has expired. Log in again.' : undefined);
}
