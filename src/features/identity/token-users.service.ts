import { Injectable } from '@nestjs/common';
import { Errors } from '../../shared/errors/errors.js';
import type { TokenSubject } from './tokens/jwt.strategy.js';
import { OWN_ISSUER } from './tokens/token-keys.js';
import { UsersRepository } from './users.repository.js';

/** Whom a verified token stands for: our own tokens name users, others only whom somebody linked. */
@Injectable()
export class TokenUsers {
  constructor(private readonly users: UsersRepository) {}

  async userOf(token: TokenSubject): Promise<string> {
    const userId =
      token.issuer === OWN_ISSUER ? await this.ownUser(token.subject) : await this.users.findBySubject(token);
    if (!userId) throw Errors.unauthenticated('Nobody here is linked to this token.');
    return userId;
  }

  private async ownUser(id: string): Promise<string | undefined> {
    return (await this.users.exists(id)) ? id : undefined;
  }
}
