import { Inject, Injectable, Logger } from '@nestjs/common';
import { RefusalLog } from '../../edge/audit/refusal-log.js';
import type { Origin } from '../../shared/audit/origin.js';
import { AuditTrail } from '../audit/index.js';
import type { LoginInput } from './dto/login.js';
import { type CredentialsRow, UsersRepository } from './users.repository.js';

const action = 'user.login';
/** Throttled logins that are looked up at once: more are refused without a record, so that a flood costs the database little. */
const MOST_LOOKUPS = 2;

/** Logins in the audit trail of the organization whose account was meant. Nothing is recorded for an unknown address. */
@Injectable()
export class LoginRecords {
  private readonly logger = new Logger('Logins');
  private lookups = 0;

  constructor(
    private readonly users: UsersRepository,
    private readonly trail: AuditTrail,
    @Inject(RefusalLog) private readonly refusals: RefusalLog,
  ) {}

  async succeeded({ id: userId, organizationId }: CredentialsRow, origin: Origin): Promise<void> {
    await this.trail.recordAlone({ organizationId, userId, origin }, { action, target: userId });
  }

  refused(accounts: readonly CredentialsRow[], code: string, origin: Origin): void {
    for (const { id, organizationId } of accounts)
      this.refusals.note({ organizationId, workspaceId: null, actor: id, action, target: id, code, origin });
  }

  /** The answer does not wait: it takes as long whether the account exists. */
  throttled({ email, organization }: LoginInput, origin: Origin): void {
    if (this.lookups >= MOST_LOOKUPS) return;
    this.lookups += 1;
    void this.users
      .findCredentials(email.toLowerCase(), organization)
      .then((accounts) => this.refused(accounts, 'RATE_LIMITED', origin))
      .catch((error: Error) => this.logger.warn(`A throttled login was not recorded: ${error.message}`))
      .finally(() => (this.lookups -= 1));
  }
}
