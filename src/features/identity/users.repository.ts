import { Injectable } from '@nestjs/common';
import type { Prisma } from '../../generated/prisma/client.js';
import { noteMade } from '../../platform/idempotency/leased-key.js';
import { Database, type Tx } from '../../platform/prisma/database.js';
import { orTaken } from '../../platform/prisma/refusals.js';
import type { PageRequest } from '../../shared/page.js';
import type { User } from './domain/user.js';

export interface IdentityLink {
  issuer: string;
  subject: string;
}

/** Which users a caller may see: those of an organization, for a bound caller those who are members of one workspace. */
export interface UserRealm {
  organizationId: string;
  memberOf?: string;
}

export interface NewUser {
  id: string;
  organizationId: string;
  email: string;
  name: string | null;
  passwordHash: string | null;
}

/** An account that a token is linked to, and whether the link has been used. */
export interface LinkedAccount {
  userId: string;
  organizationId: string;
  active: boolean;
}

export interface CredentialsRow {
  id: string;
  passwordHash: string | null;
  tokenVersion: number;
}

/** A login tries at most this many accounts of an address; with more, the caller names the organization. */
const MOST_ACCOUNTS = 10;
const orKnown = orTaken('A user of this organization has this email address or identity already.');
const shown = { omit: { passwordHash: true } } as const;

/** People, and the outside identities that stand for them. */
@Injectable()
export class UsersRepository {
  constructor(private readonly database: Database) {}

  create(user: NewUser, link?: IdentityLink): Promise<User> {
    const identities = link ? { create: link } : undefined;
    const work = async (tx: Tx) => {
      await noteMade(tx, { id: user.id });
      return tx.user.create({ data: { ...user, identities }, ...shown });
    };
    return this.database.asSystem(work).catch(orKnown);
  }

  /** For the bootstrap user: an account that has the address already stays as it is. */
  async insertUnlessKnown(user: NewUser, tx: Tx): Promise<string | undefined> {
    await tx.user.createMany({ data: [user], skipDuplicates: true });
    return (await tx.user.findFirst({ where: { email: user.email, organizationId: user.organizationId } }))?.id;
  }

  async find(realm: UserRealm, id: string): Promise<User | null> {
    return this.database.system.user.findFirst({ where: { ...visible(realm), id }, ...shown });
  }

  list(realm: UserRealm, { limit, after }: PageRequest): Promise<User[]> {
    const where = { ...visible(realm), ...(after ? { id: { lt: after } } : {}) };
    return this.database.system.user.findMany({ where, orderBy: { id: 'desc' }, take: limit + 1, ...shown });
  }

  async update(id: string, changes: Partial<NewUser>, link?: IdentityLink): Promise<User> {
    const tokenVersion = changes.passwordHash === undefined ? undefined : { increment: 1 };
    const identities = link ? { create: link } : undefined;
    return this.database.system.user
      .update({ where: { id }, data: { ...changes, tokenVersion, identities }, ...shown })
      .catch(orKnown);
  }

  async remove(id: string): Promise<void> {
    await this.database.system.user.deleteMany({ where: { id } });
  }

  /** The accounts of an address: of one organization, by id or name, or of all. */
  findCredentials(email: string, organization?: string): Promise<CredentialsRow[]> {
    const named = organization && { OR: [{ id: organization }, { name: organization }] };
    return this.database.system.user.findMany({
      where: { email, ...(named ? { organization: named } : {}) },
      select: { id: true, passwordHash: true, tokenVersion: true },
      orderBy: { id: 'asc' },
      take: MOST_ACCOUNTS,
    });
  }

  /** The account that a token of this service was issued to, unless its password has changed since. */
  async findHolder(id: string, tokenVersion: number): Promise<LinkedAccount | undefined> {
    const where = { id, tokenVersion };
    const row = await this.database.system.user.findFirst({ where, select: { organizationId: true } });
    return row ? { userId: id, organizationId: row.organizationId, active: true } : undefined;
  }

  /** Every account that an outside identity is linked to. */
  async findLinked({ issuer, subject }: IdentityLink): Promise<LinkedAccount[]> {
    const rows = await this.database.system.identity.findMany({ where: { issuer, subject } });
    return rows.map(({ userId, organizationId, activatedAt }) => ({
      userId,
      organizationId,
      active: activatedAt !== null,
    }));
  }

  async activate({ issuer, subject }: IdentityLink, organizationId: string): Promise<void> {
    const where = { issuer, subject, organizationId, activatedAt: null };
    await this.database.system.identity.updateMany({ where, data: { activatedAt: new Date() } });
  }

  async linkedIn(organizationId: string, { issuer, subject }: IdentityLink): Promise<string | undefined> {
    const where = { issuer_subject_organizationId: { issuer, subject, organizationId } };
    return (await this.database.system.identity.findUnique({ where }))?.userId;
  }
}

function visible({ organizationId, memberOf }: UserRealm): Prisma.UserWhereInput {
  return { organizationId, ...(memberOf ? { memberships: { some: { workspaceId: memberOf } } } : {}) };
}
