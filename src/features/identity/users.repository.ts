import { Injectable } from '@nestjs/common';
import type { Prisma } from '../../generated/prisma/client.js';
import { noteMade } from '../../platform/idempotency/leased-key.js';
import { Database, type Tx } from '../../platform/prisma/database.js';
import { behind, inOrder } from '../../platform/prisma/list-order.js';
import { orTaken } from '../../platform/prisma/refusals.js';
import type { PageRequest } from '../../shared/page.js';
import type { RecordAct } from '../audit/index.js';
import type { User, UserRealm } from './domain/user.js';
import { inOrderOfLinking, lockUser, requireRoomForLink } from './linked-identities/identities.repository.js';
import type { Identity, IdentityLink, LinkedAccount } from './domain/identity.js';

/** A link to be made, with its id. */
export type NewLink = IdentityLink & Pick<Identity, 'id'>;

export interface NewUser {
  id: string;
  organizationId: string;
  email: string;
  name: string | null;
  passwordHash: string | null;
}

export interface CredentialsRow {
  id: string;
  organizationId: string;
  passwordHash: string | null;
  tokenVersion: number;
}

/** A login tries at most this many accounts of an address; with more, the caller names the organization. */
const MOST_ACCOUNTS = 10;
const orKnown = orTaken('A user of this organization has this email address or identity already.');
const shown = { omit: { passwordHash: true }, include: { identities: inOrderOfLinking } } as const;

/** People and their accounts. */
@Injectable()
export class UsersRepository {
  constructor(private readonly database: Database) {}

  create(user: NewUser, record: RecordAct, link?: NewLink): Promise<User> {
    const identities = link ? { create: link } : undefined;
    const work = async (tx: Tx) => {
      await noteMade(tx, { id: user.id });
      const row = await tx.user.create({ data: { ...user, identities }, ...shown });
      await record(tx);
      return row;
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

  list(realm: UserRealm, page: PageRequest): Promise<User[]> {
    const where = { ...visible(realm), id: behind(page) };
    const query = { where, orderBy: { id: inOrder(page) }, take: page.limit + 1, ...shown };
    return this.database.system.user.findMany(query);
  }

  /** `undefined`: the user was deleted meanwhile. */
  async update(id: string, changes: Partial<NewUser>, record: RecordAct, link?: NewLink): Promise<User | undefined> {
    const tokenVersion = changes.passwordHash === undefined ? undefined : { increment: 1 };
    const identities = link ? { create: link } : undefined;
    const work = async (tx: Tx) => {
      if (!(await lockUser(tx, id))) return undefined;
      if (link) await requireRoomForLink(tx, id);
      const row = await tx.user.update({ where: { id }, data: { ...changes, tokenVersion, identities }, ...shown });
      await record(tx);
      return row;
    };
    return this.database.asSystem(work).catch(orKnown);
  }

  /** With all links. `record` gets those that go with the user; it is not called when the user was deleted meanwhile. */
  async remove(id: string, record: (tx: Tx, links: Identity[]) => Promise<void>): Promise<void> {
    await this.database.asSystem(async (tx) => {
      if (!(await lockUser(tx, id))) return;
      const links = await tx.identity.findMany({ where: { userId: id } });
      await tx.user.delete({ where: { id }, select: { id: true } });
      await record(tx, links);
    });
  }

  /** The accounts of an address: of one organization, by id or name, or of all. */
  findCredentials(email: string, organization?: string): Promise<CredentialsRow[]> {
    const named = organization && { OR: [{ id: organization }, { name: organization }] };
    return this.database.system.user.findMany({
      where: { email, ...(named ? { organization: named } : {}) },
      select: { id: true, organizationId: true, passwordHash: true, tokenVersion: true },
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
}

function visible({ organizationId, memberOf }: UserRealm): Prisma.UserWhereInput {
  return { organizationId, ...(memberOf ? { memberships: { some: { workspaceId: memberOf } } } : {}) };
}
