import { Injectable } from '@nestjs/common';
import type { Prisma } from '../../generated/prisma/client.js';
import { noteMade } from '../../platform/idempotency/held-key.js';
import { Database } from '../../platform/prisma/database.js';
import { orNotFound, orTaken } from '../../platform/prisma/refusals.js';
import type { Role } from '../../shared/actor.js';
import type { PageRequest } from '../../shared/page.js';
import type { MadeMember } from './domain/made-member.js';

const withUser = { include: { user: { select: { email: true, name: true } } } } satisfies Prisma.MembershipDefaultArgs;
export type MemberRow = Prisma.MembershipGetPayload<typeof withUser> & { id: string };

export interface NewMembership {
  workspaceId: string;
  userId: string;
  role: Role;
}

const orMember = orTaken('The user is a member already. Change their role with PATCH.');

/** Who belongs to which workspace. A member's `id` is the user's. */
@Injectable()
export class MembersRepository {
  constructor(private readonly database: Database) {}

  /** Workspace and user are of one organization: the tables hold no other membership. */
  async add(organizationId: string, { workspaceId, userId, role }: NewMembership): Promise<MemberRow> {
    const create = this.database.asSystem(async (tx) => {
      await noteMade(tx, { id: userId, workspaceId } satisfies MadeMember);
      return tx.membership.create({ data: { organizationId, workspaceId, userId, role }, ...withUser });
    });
    return member(await create.catch(orMember).catch(orNotFound('User')));
  }

  async find(workspaceId: string, userId: string): Promise<MemberRow | undefined> {
    const where = { workspaceId_userId: { workspaceId, userId } };
    const row = await this.database.system.membership.findUnique({ where, ...withUser });
    return row ? member(row) : undefined;
  }

  async list(workspaceId: string, { limit, after }: PageRequest): Promise<MemberRow[]> {
    const where = { workspaceId, userId: after ? { lt: after } : undefined };
    const page = { where, orderBy: { userId: 'desc' }, take: limit + 1, ...withUser } as const;
    return (await this.database.system.membership.findMany(page)).map(member);
  }

  /** The changed member; `undefined` if they left meanwhile. */
  async changeRole(workspaceId: string, userId: string, role: Role): Promise<MemberRow | undefined> {
    await this.database.system.membership.updateMany({ where: { workspaceId, userId }, data: { role } });
    return this.find(workspaceId, userId);
  }

  async remove(workspaceId: string, userId: string): Promise<boolean> {
    return (await this.database.system.membership.deleteMany({ where: { workspaceId, userId } })).count > 0;
  }
}

function member(row: Prisma.MembershipGetPayload<typeof withUser>): MemberRow {
  return { ...row, id: row.userId };
}
