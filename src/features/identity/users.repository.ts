import { Injectable } from '@nestjs/common';
import type { Prisma } from '../../generated/prisma/client.js';
import { noteMade } from '../../edge/idempotency/held-key.js';
import { Database, type Tx } from '../../platform/prisma/database.js';
import { orTaken } from '../../platform/prisma/refusals.js';
import type { PageRequest } from '../../shared/page.js';

export interface UserRow {
  id: string;
  organizationId: string;
  email: string;
  name: string | null;
  createdAt: Date;
}

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

const orKnown = orTaken('A user with this email address or identity exists already.');
const shown = { omit: { passwordHash: true } } as const;

/** People, and the outside identities that stand for them. */
@Injectable()
export class UsersRepository {
  constructor(private readonly database: Database) {}

  create(user: NewUser, link?: IdentityLink): Promise<UserRow> {
    const identities = link ? { create: link } : undefined;
    const work = async (tx: Tx) => {
      await noteMade(tx, { id: user.id });
      return tx.user.create({ data: { ...user, identities }, ...shown });
    };
    return this.database.asSystem(work).catch(orKnown);
  }

  /** The bootstrap user: as they are when the address is known already. */
  async insertUnlessKnown(user: NewUser, tx: Tx): Promise<string | undefined> {
    await tx.user.createMany({ data: [user], skipDuplicates: true });
    return (await tx.user.findFirst({ where: { email: user.email, organizationId: user.organizationId } }))?.id;
  }

  async find(realm: UserRealm, id: string): Promise<UserRow | null> {
    return this.database.system.user.findFirst({ where: { ...visible(realm), id }, ...shown });
  }

  list(realm: UserRealm, { limit, after }: PageRequest): Promise<UserRow[]> {
    const where = { ...visible(realm), ...(after ? { id: { lt: after } } : {}) };
    return this.database.system.user.findMany({ where, orderBy: { id: 'desc' }, take: limit + 1, ...shown });
  }

  async update(id: string, changes: Partial<NewUser>, link?: IdentityLink): Promise<UserRow> {
    const identities = link ? { connectOrCreate: { where: { issuer_subject: link }, create: link } } : undefined;
    return this.database.system.user
      .update({ where: { id }, data: { ...changes, identities }, ...shown })
      .catch(orKnown);
  }

  async remove(id: string): Promise<void> {
    await this.database.system.user.deleteMany({ where: { id } });
  }

  findCredentials(email: string): Promise<{ id: string; passwordHash: string | null } | null> {
    return this.database.system.user.findUnique({ where: { email }, select: { id: true, passwordHash: true } });
  }

  async exists(id: string): Promise<boolean> {
    return (await this.database.system.user.count({ where: { id } })) > 0;
  }

  async findBySubject(link: IdentityLink): Promise<string | undefined> {
    return (await this.database.system.identity.findUnique({ where: { issuer_subject: link } }))?.userId;
  }
}

function visible({ organizationId, memberOf }: UserRealm): Prisma.UserWhereInput {
  return { organizationId, ...(memberOf ? { memberships: { some: { workspaceId: memberOf } } } : {}) };
}
