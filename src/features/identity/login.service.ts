import { Injectable } from '@nestjs/common';
import type { Origin } from '../../shared/audit/origin.js';
import { Errors } from '../../shared/errors/errors.js';
import type { AccessToken } from './domain/access-token.js';
import type { LoginAttempt } from './domain/login-attempt.js';
import { isPassword } from './domain/password.js';
import type { LoginInput } from './dto/login.js';
import { LoginRecords } from './login-records.service.js';
import { LoginThrottle } from './login-throttle.service.js';
import { TOKEN_SECONDS, TokenIssuer } from './tokens/token-issuer.js';
import { type CredentialsRow, UsersRepository } from './users.repository.js';

/** Issues a token for an email address and a password. An error never says which of the two was wrong. */
@Injectable()
export class LoginService {
  constructor(
    private readonly users: UsersRepository,
    private readonly tokens: TokenIssuer,
    private readonly throttle: LoginThrottle,
    private readonly records: LoginRecords,
  ) {}

  /** `address`: the network of the client. */
  async login(input: LoginInput, address: string, origin: Origin): Promise<AccessToken> {
    const attempt = { email: input.email, address };
    await this.throttle.check(attempt).catch((error: unknown) => {
      this.records.throttled(input, origin);
      throw error;
    });
    return this.judge(input, attempt, origin);
  }

  private async judge(input: LoginInput, attempt: LoginAttempt, origin: Origin): Promise<AccessToken> {
    const { email, password, organization } = input;
    const accounts = await this.users.findCredentials(email.toLowerCase(), organization);
    const [account, ...others] = await fitting(accounts, password);
    const isRight = account !== undefined && others.length + 1 === accounts.length;
    // A password that one account has and another has not is a wrong guess at the other.
    if (!account) this.records.refused(accounts, 'UNAUTHENTICATED', origin);
    if (isRight) await this.throttle.check(attempt);
    else await this.throttle.failed(attempt);
    if (!account) throw Errors.unauthenticated('The email address or the password is wrong.');
    if (others.length) throw Errors.invalidField('organization', 'must be sent: several accounts have this password');
    if (isRight) await this.forgive(attempt);
    await this.records.succeeded(account, origin);
    return { token: await this.tokens.issue(account.id, account.tokenVersion), expiresInSeconds: TOKEN_SECONDS };
  }

  /** Not where several organizations have an account of this email address: one of them could forgive guesses at another. */
  private async forgive(attempt: LoginAttempt): Promise<void> {
    const accounts = await this.users.findCredentials(attempt.email.toLowerCase());
    if (accounts.length === 1) await this.throttle.succeeded(attempt);
  }
}

/** An unknown address costs as much as a wrong password. */
async function fitting(accounts: CredentialsRow[], password: string): Promise<CredentialsRow[]> {
  if (!accounts.length) await isPassword(password, undefined);
  const fits = await Promise.all(accounts.map(({ passwordHash }) => isPassword(password, passwordHash)));
  return accounts.filter((_, index) => fits[index]);
}
