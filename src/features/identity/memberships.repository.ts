import { Injectable } from '@nestjs/common';
import type { Prisma } from '../../generated/prisma/client.js';
import { noteMade } from '../../platform/idempotency/leased-key.js';
import { Database, type Tx } from '../../platform/prisma/database.js';
import { behind, inOrder } from '../../platform/prisma/list-order.js';
import { orNotFound, orTaken } from '../../platform/prisma/refusals.js';
import type { Role } from '../../shared/actor.js';
import type { PageRequest } from '../../shared/page.js';
import type { RecordAct } from '../audit/index.js';

export interface NewMembership {
  organizationId: string;
  workspaceId: string;
  userId: string;
  role: Role;
}

/** A member of a workspace. Its `id` is the user's. */
export interface Member extends NewMembership {
  id: string;
  email: string;
  name: string | null;
  createdAt: Date;
}

/** A membership as a retried request finds it again: it has no id of its own. */
export interface MadeMember {
  /** The user. */
  id: string;
  workspaceId: string;
}

/** A membership and its role. */
type MemberRole = Omit<NewMembership, 'organizationId'>;

const MOST_MEMBERSHIPS = 1_000;
const withUser = { include: { user: { select: { email: true, name: true } } } } satisfies Prisma.MembershipDefaultArgs;
const orMember = orTaken('The user is a member already. Change the role of the member instead.');

/** Which users belong to which workspaces, and in which role. */
@Injectable()
export class MembershipsRepository {
  constructor(private readonly database: Database) {}

  /** Workspace and user are of one organization: the foreign keys allow no other membership. */
  async add(membership: NewMembership, record: RecordAct): Promise<Member> {
    const { workspaceId, userId } = membership;
    const create = this.database.asSystem(async (tx) => {
      await noteMade(tx, { id: userId, workspaceId } satisfies MadeMember);
      const row = await tx.membership.create({ data: membership, ...withUser });
      await record(tx);
      return row;
    });
    return toMember(await create.catch(orMember).catch(orNotFound('User')));
  }

  /** In the caller's transaction; does nothing when the user is a member already. */
  async insertUnlessKnown(membership: NewMembership, tx: Tx): Promise<void> {
    await tx.membership.createMany({ data: [membership], skipDuplicates: true });
  }

  async find(workspaceId: string, userId: string): Promise<Member | undefined> {
    const where = { workspaceId_userId: { workspaceId, userId } };
    const row = await this.database.system.membership.findUnique({ where, ...withUser });
    return row ? toMember(row) : undefined;
  }

  async list(workspaceId: string, page: PageRequest): Promise<Member[]> {
    const where = { workspaceId, userId: behind(page) };
    const query = { where, orderBy: { userId: inOrder(page) }, take: page.limit + 1, ...withUser } as const;
    return (await this.database.system.membership.findMany(query)).map(toMember);
  }

  /** The memberships of these accounts, a bounded number of them. */
  ofUsers(userIds: string[]): Promise<NewMembership[]> {
    const page = { orderBy: { workspaceId: 'asc' as const }, take: MOST_MEMBERSHIPS, omit: { createdAt: true } };
    return this.database.system.membership.findMany({ where: { userId: { in: userIds } }, ...page });
  }

  /** The changed member; `undefined` if they left meanwhile. */
  async changeRole({ workspaceId, userId, role }: MemberRole, record: RecordAct): Promise<Member | undefined> {
    await this.database.asSystem(async (tx) => {
      const { count } = await tx.membership.updateMany({ where: { workspaceId, userId }, data: { role } });
      if (count) await record(tx);
    });
    return this.find(workspaceId, userId);
  }

  async remove(workspaceId: string, userId: string, record: RecordAct): Promise<boolean> {
    return this.database.asSystem(async (tx) => {
      const { count } = await tx.membership.deleteMany({ where: { workspaceId, userId } });
      if (count) await record(tx);
      return count > 0;
    });
  }
}

function toMember({ user, ...membership }: Prisma.MembershipGetPayload<typeof withUser>): Member {
  return { ...membership, ...user, id: membership.userId };
}
