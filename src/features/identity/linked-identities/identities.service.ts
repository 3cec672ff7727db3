import { Injectable } from '@nestjs/common';
import { RightsChanges } from '../../../edge/auth/rights-changes.js';
import type { Actor } from '../../../shared/actor.js';
import { Errors } from '../../../shared/errors/errors.js';
import { isId } from '../../../shared/ids.js';
import { AuditTrail, type RecordAct } from '../../audit/index.js';
import { requireWholeOrganization } from '../domain/grants.js';
import { realmOf } from '../domain/user.js';
import { IdentitiesRepository } from './identities.repository.js';
import type { Identity } from '../domain/identity.js';
import { linkAct } from './link-act.js';

/** The links between users and identities of other issuers, one by one. They are made with the user. */
@Injectable()
export class IdentitiesService {
  constructor(
    private readonly identities: IdentitiesRepository,
    private readonly rights: RightsChanges,
    private readonly audit: AuditTrail,
  ) {}

  async get(actor: Actor, id: string): Promise<Identity> {
    const identity = isId('idn', id) ? await this.identities.find(realmOf(actor), id) : undefined;
    if (!identity) throw noIdentity();
    return identity;
  }

  /** Returns it as it was. Its tokens are refused from now on; only a caller cannot remove its own last way to log in. */
  async unlink(actor: Actor, userId: string, id: string): Promise<Identity> {
    requireWholeOrganization(actor);
    const identity = await this.get(actor, id);
    if (identity.userId !== userId) throw noIdentity();
    const mayBeLast = actor.userId !== userId;
    const record: RecordAct = this.audit.recording(actor, linkAct('identity.unlink', identity));
    if (!(await this.identities.remove(identity, { mayBeLast }, record))) throw noIdentity();
    await this.rights.announce(actor.organizationId);
    return identity;
  }
}

const noIdentity = () => Errors.notFound('Identity');
