import { Injectable } from '@nestjs/common';
import { Errors } from '../../shared/errors/errors.js';
import type { TokenSubject } from './tokens/jwt.strategy.js';
import { OWN_ISSUER } from './tokens/token-keys.js';
import { type LinkedAccount, UsersRepository } from './users.repository.js';

/** The accounts of a verified token: the one named by a token of this service, or those linked to its subject. */
@Injectable()
export class TokenUsers {
  constructor(private readonly users: UsersRepository) {}

  /** At least one account, each of another organization. */
  async accountsOf(token: TokenSubject): Promise<LinkedAccount[]> {
    const accounts = token.issuer === OWN_ISSUER ? await this.holder(token) : await this.users.findLinked(token);
    if (!accounts.length) throw Errors.unauthenticated('This token is linked to no user.');
    return accounts;
  }

  /** From now on the link works without naming the organization. */
  activate(token: TokenSubject, organizationId: string): Promise<void> {
    return this.users.activate(token, organizationId);
  }

  private async holder({ subject, version = 0 }: TokenSubject): Promise<LinkedAccount[]> {
    const holder = await this.users.findHolder(subject, version);
    return holder ? [holder] : [];
  }
}
