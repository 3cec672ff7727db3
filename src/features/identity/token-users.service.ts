import { Injectable } from '@nestjs/common';
import { Errors } from '../../shared/errors/errors.js';
import { AuditTrail } from '../audit/index.js';
import { LastUses } from './last-uses.service.js';
import { IdentitiesRepository } from './linked-identities/identities.repository.js';
import type { LinkedAccount } from './domain/identity.js';
import { linkAct } from './linked-identities/link-act.js';
import type { TokenSubject } from './tokens/token-subject.js';
import { OWN_ISSUER } from './tokens/accepted-issuers.js';
import { UsersRepository } from './users.repository.js';

const UNLINKED = 'This token is linked to no user. Have an administrator link its issuer and subject to yours.';
const ENDED = 'This token ended with its user or password. Log in again.';

/** The accounts of a verified token: the one named by a token of this service, or those linked to its subject. */
@Injectable()
export class TokenUsers {
  constructor(
    private readonly users: UsersRepository,
    private readonly identities: IdentitiesRepository,
    private readonly audit: AuditTrail,
    private readonly uses: LastUses,
  ) {}

  /** At least one account, each of another organization. */
  async accountsOf(token: TokenSubject): Promise<LinkedAccount[]> {
    const isOurs = token.issuer === OWN_ISSUER;
    const accounts = isOurs ? await this.holder(token) : await this.identities.accountsOf(token);
    if (!accounts.length) throw Errors.unauthenticated(isOurs ? ENDED : UNLINKED);
    return accounts;
  }

  /** Notes that the account is acted as. Whether that was the first time: from now on its link needs no name of the organization. */
  async use({ identity, organizationId, userId, active }: LinkedAccount): Promise<boolean> {
    if (!identity) return false;
    if (active) this.uses.note(identity, (id) => this.identities.touch(id));
    else {
      const act = linkAct('identity.activate', identity);
      await this.identities.activate(identity.id, this.audit.recording({ organizationId, userId }, act));
    }
    return !active;
  }

  private async holder({ subject, version = 0 }: TokenSubject): Promise<LinkedAccount[]> {
    const holder = await this.users.findHolder(subject, version);
    return holder ? [holder] : [];
  }
}
