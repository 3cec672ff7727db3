import { Injectable } from '@nestjs/common';
import { Errors } from '../../shared/errors/errors.js';
import type { AccessToken } from './domain/access-token.js';
import { isPassword } from './domain/password.js';
import type { LoginInput } from './dto/login.js';
import { TOKEN_SECONDS, TokenIssuer } from './tokens/token-issuer.js';
import { type CredentialsRow, UsersRepository } from './users.repository.js';

/** Issues a token for an email address and a password. An error never says which of the two was wrong. */
@Injectable()
export class LoginService {
  constructor(
    private readonly users: UsersRepository,
    private readonly tokens: TokenIssuer,
  ) {}

  async login({ email, password, organization }: LoginInput): Promise<AccessToken> {
    const accounts = await this.users.findCredentials(email.toLowerCase(), organization);
    const [account, another] = await fitting(accounts, password);
    if (!account) throw Errors.unauthenticated('The email address or the password is wrong.');
    if (another) throw Errors.invalidField('organization', 'must be sent: several accounts have this password');
    return { token: await this.tokens.issue(account.id, account.tokenVersion), expiresInSeconds: TOKEN_SECONDS };
  }
}

/** An unknown address costs as much as a wrong password. */
async function fitting(accounts: CredentialsRow[], password: string): Promise<CredentialsRow[]> {
  if (!accounts.length) await isPassword(password, undefined);
  const fits = await Promise.all(accounts.map(({ passwordHash }) => isPassword(password, passwordHash)));
  return accounts.filter((_, index) => fits[index]);
}
