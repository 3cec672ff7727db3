import { Injectable } from '@nestjs/common';
import { Errors } from '../../shared/errors/errors.js';
import { isPassword } from './domain/password.js';
import { AccessTokenView, type LoginInput } from './dto/login.js';
import { TOKEN_SECONDS, TokenIssuer } from './tokens/token-issuer.js';
import { UsersRepository } from './users.repository.js';

/** Email and password for a token of our own. Never tells which of the two was wrong. */
@Injectable()
export class LoginService {
  constructor(
    private readonly users: UsersRepository,
    private readonly tokens: TokenIssuer,
  ) {}

  async login({ email, password }: LoginInput): Promise<AccessTokenView> {
    const user = await this.users.findCredentials(email.toLowerCase());
    if (!(await isPassword(password, user?.passwordHash)) || !user)
      throw Errors.unauthenticated('The email address or the password is wrong.');
    return AccessTokenView.of(await this.tokens.issue(user.id), TOKEN_SECONDS);
  }
}
