import { Injectable } from '@nestjs/common';
import type { Actor } from '../../shared/actor.js';
import { Errors } from '../../shared/errors/errors.js';
import { isId, newId } from '../../shared/ids.js';
import { pageOf, type Page, type ListPage } from '../../shared/page.js';
import { ActorCache } from './actor-cache.js';
import { requireWholeOrganization } from './domain/grants.js';
import { hashPassword } from './domain/password.js';
import type { User } from './domain/user.js';
import type { CreateUserInput, UpdateUserInput } from './dto/user.input.js';
import { OWN_ISSUER } from './tokens/token-keys.js';
import { type IdentityLink, type UserRealm, UsersRepository } from './users.repository.js';

/** The accounts of an organization. A caller bound to one workspace cannot change them: a password gives access to all. */
@Injectable()
export class UsersService {
  constructor(
    private readonly users: UsersRepository,
    private readonly cache: ActorCache,
  ) {}

  async create(actor: Actor, input: CreateUserInput): Promise<User> {
    requireWholeOrganization(actor);
    const link = linkOf(input);
    const user = {
      id: newId('usr'),
      organizationId: actor.organizationId,
      email: input.email.toLowerCase(),
      name: input.name ?? null,
      passwordHash: input.password ? await hashPassword(input.password) : null,
    };
    return await this.users.create(user, link);
  }

  async get(actor: Actor, id: string): Promise<User> {
    const user = isId('usr', id) ? await this.users.find(realmOf(actor), id) : undefined;
    if (!user) throw Errors.notFound('User');
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
      passwordHash: input.password ? await hashPassword(input.password) : undefined,
    };
    const isNew = link && (await this.isUnlinked(link, { organizationId: actor.organizationId, userId: id }));
    const row = await this.users.update(id, changes, isNew ? link : undefined);
    this.cache.forget();
    return row;
  }

  async remove(actor: Actor, id: string): Promise<void> {
    requireWholeOrganization(actor);
    await this.get(actor, id);
    await this.users.remove(id);
    this.cache.forget();
  }

  /** Whether the identity is not linked yet; one that belongs to another user of the organization is refused. */
  private async isUnlinked(link: IdentityLink, user: { organizationId: string; userId: string }): Promise<boolean> {
    const owner = await this.users.linkedIn(user.organizationId, link);
    if (owner && owner !== user.userId) throw Errors.invalidState('This identity belongs to another user.');
    return !owner;
  }
}

function realmOf({ organizationId, boundTo }: Actor): UserRealm {
  return { organizationId, ...(boundTo ? { memberOf: boundTo } : {}) };
}

function linkOf({ issuer, subject }: { issuer?: string; subject?: string }): IdentityLink | undefined {
  if (!issuer && !subject) return undefined;
  if (!issuer) throw Errors.invalidField('issuer', 'must be sent with subject');
  if (!subject) throw Errors.invalidField('subject', 'must be sent with issuer');
  if (issuer === OWN_ISSUER) throw Errors.invalidField('issuer', 'must be another issuer than our own');
  return { issuer, subject };
}
