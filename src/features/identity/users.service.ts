import { Injectable } from '@nestjs/common';
import { RightsChanges } from '../../edge/auth/rights-changes.js';
import type { Actor } from '../../shared/actor.js';
import { Errors } from '../../shared/errors/errors.js';
import { isId, newId } from '../../shared/ids.js';
import { pageOf, type Page, type ListPage } from '../../shared/page.js';
import { type Act, AuditTrail, changedFields, type RecordAct } from '../audit/index.js';
import { requireWholeOrganization } from './domain/grants.js';
import { hashPassword } from './domain/password.js';
import { realmOf, type User } from './domain/user.js';
import type { CreateUserInput, UpdateUserInput } from './dto/user.input.js';
import { IdentitiesRepository } from './linked-identities/identities.repository.js';
import { linkAct } from './linked-identities/link-act.js';
import { OWN_ISSUER } from './tokens/accepted-issuers.js';
import { type NewLink, UsersRepository } from './users.repository.js';

/** The accounts of an organization. A caller bound to one workspace cannot change them: a password gives access to all. */
@Injectable()
export class UsersService {
  constructor(
    private readonly users: UsersRepository,
    private readonly identities: IdentitiesRepository,
    private readonly rights: RightsChanges,
    private readonly audit: AuditTrail,
  ) {}

  async create(actor: Actor, input: CreateUserInput): Promise<User> {
    requireWholeOrganization(actor);
    const link = linkOf(input);
    const user = {
      id: newId('usr'),
      organizationId: actor.organizationId,
      email: input.email.toLowerCase(),
      name: input.name ?? null,
      passwordHash: (await hashOf(input.password)) ?? null,
    };
    const detail = { fields: changedFields(input) };
    const record = this.recording(actor, { action: 'user.create', target: user.id, detail }, link);
    return await this.users.create(user, record, link);
  }

  async get(actor: Actor, id: string): Promise<User> {
    const user = isId('usr', id) ? await this.users.find(realmOf(actor), id) : undefined;
    if (!user) throw noUser();
    return user;
  }

  async list(actor: Actor, page: ListPage): Promise<Page<User>> {
    return pageOf(await this.users.list(realmOf(actor), page), page, (user) => user);
  }

  async update(actor: Actor, id: string, input: UpdateUserInput): Promise<User> {
    requireWholeOrganization(actor);
    await this.get(actor, id);
    const link = linkOf(input);
    const changes = {
      email: input.email?.toLowerCase(),
      name: input.name,
      passwordHash: await hashOf(input.password),
    };
    const isNew = link && (await this.isUnlinked(link, { organizationId: actor.organizationId, userId: id }));
    const added = isNew ? link : undefined;
    const detail = { fields: changedFields(input) };
    const record = this.recording(actor, { action: 'user.update', target: id, detail }, added);
    const row = await this.users.update(id, changes, record, added);
    if (!row) throw noUser();
    await this.rights.announce(actor.organizationId);
    return row;
  }

  /** Returns the user as it was. */
  async remove(actor: Actor, id: string): Promise<User> {
    requireWholeOrganization(actor);
    const user = await this.get(actor, id);
    await this.users.remove(id, async (tx, links) => {
      await this.audit.record(tx, actor, { action: 'user.delete', target: id });
      for (const link of links) await this.audit.record(tx, actor, linkAct('identity.unlink', link));
    });
    await this.rights.announce(actor.organizationId);
    return user;
  }

  /** A link is an act of its own: the holder of that identity may act as the user. */
  private recording(actor: Actor, act: Act & { target: string }, link?: NewLink): RecordAct {
    return async (tx) => {
      await this.audit.record(tx, actor, act);
      if (link) await this.audit.record(tx, actor, linkAct('identity.link', { ...link, userId: act.target }));
    };
  }

  /** Whether the identity is not linked yet; one that belongs to another user of the organization is refused. */
  private async isUnlinked(link: NewLink, user: { organizationId: string; userId: string }): Promise<boolean> {
    const owner = await this.identities.ownerIn(user.organizationId, link);
    if (owner && owner !== user.userId)
      throw Errors.invalidState('This identity belongs to another user. Remove it there before linking it here.');
    return !owner;
  }
}

/** Null takes the login by password away. */
const hashOf = async (password: string | null | undefined) => (password ? await hashPassword(password) : password);

const noUser = () => Errors.notFound('User');

function linkOf({ issuer, subject }: { issuer?: string; subject?: string }): NewLink | undefined {
  if (!issuer && !subject) return undefined;
  if (!issuer) throw Errors.invalidField('issuer', 'must be sent with subject');
  if (!subject) throw Errors.invalidField('subject', 'must be sent with issuer');
  if (issuer === OWN_ISSUER) throw Errors.invalidField('issuer', 'must be another issuer than our own');
  return { id: newId('idn'), issuer, subject };
}
