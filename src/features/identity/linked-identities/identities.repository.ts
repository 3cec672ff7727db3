import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/prisma/database.js';
import { Errors } from '../../../shared/errors/errors.js';
import type { RecordAct } from '../../audit/index.js';
import type { UserRealm } from '../domain/user.js';
import { type Identity, type IdentityLink, type LinkedAccount, MOST_IDENTITIES } from '../domain/identity.js';

/** Those of one user, in the order in which they were linked. */
export const inOrderOfLinking = { orderBy: { id: 'asc' }, take: MOST_IDENTITIES } as const;

/** The identities of other issuers that stand for users. */
@Injectable()
export class IdentitiesRepository {
  constructor(private readonly database: Database) {}

  ofUser(userId: string): Promise<Identity[]> {
    return this.database.system.identity.findMany({ where: { userId }, ...inOrderOfLinking });
  }

  find({ organizationId, memberOf }: UserRealm, id: string): Promise<Identity | null> {
    const user = memberOf ? { memberships: { some: { workspaceId: memberOf } } } : {};
    return this.database.system.identity.findFirst({ where: { id, organizationId, user } });
  }

  /** Which user of an organization an identity is linked to. */
  async ownerIn(organizationId: string, { issuer, subject }: IdentityLink): Promise<string | undefined> {
    const where = { issuer_subject_organizationId: { issuer, subject, organizationId } };
    return (await this.database.system.identity.findUnique({ where, select: { userId: true } }))?.userId;
  }

  /** Every account that an identity is linked to. */
  async accountsOf({ issuer, subject }: IdentityLink): Promise<LinkedAccount[]> {
    const rows = await this.database.system.identity.findMany({ where: { issuer, subject } });
    return rows.map(({ organizationId, ...identity }) => {
      const { userId, activatedAt } = identity;
      return { userId, organizationId, active: activatedAt !== null, identity };
    });
  }

  /** The first use of a link. Recorded by the one request that is first. */
  async activate(id: string, record: RecordAct): Promise<void> {
    await this.database.asSystem(async (tx) => {
      const now = new Date();
      const change = { where: { id, activatedAt: null }, data: { activatedAt: now, lastUsedAt: now } };
      if ((await tx.identity.updateMany(change)).count) await record(tx);
    });
  }

  /** At most one write a minute, however many processes see the identity. */
  async touch(id: string): Promise<void> {
    await this.database.system.$executeRaw`
      UPDATE identities SET last_used_at = now()
      WHERE id = ${id} AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`;
  }

  /** Whether it was there. `mayBeLast`: also where the user has no password and no other identity. */
  async remove({ id, userId }: Identity, { mayBeLast }: { mayBeLast: boolean }, record: RecordAct): Promise<boolean> {
    return this.database.asSystem(async (tx) => {
      await lockUser(tx, userId);
      if (!mayBeLast && (await isLastWayIn(tx, { id, userId })))
        throw Errors.invalidState(
          'You log in by this identity alone. Set a password or link another identity, then remove this one.',
        );
      const { count } = await tx.identity.deleteMany({ where: { id } });
      if (count) await record(tx);
      return count > 0;
    });
  }
}

/** Links of one user are made and removed one at a time. Whether the user exists. */
export async function lockUser(tx: Tx, userId: string): Promise<boolean> {
  return (await tx.$executeRaw`SELECT FROM users WHERE id = ${userId} FOR NO KEY UPDATE`) > 0;
}

/** In a transaction that holds the lock of the user. */
export async function requireRoomForLink(tx: Tx, userId: string): Promise<void> {
  if ((await tx.identity.count({ where: { userId } })) >= MOST_IDENTITIES)
    throw Errors.invalidState(`The user has ${MOST_IDENTITIES} identities. Remove one before linking another.`);
}

async function isLastWayIn(tx: Tx, { id, userId }: Pick<Identity, 'id' | 'userId'>): Promise<boolean> {
  const { passwordHash } = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: { passwordHash: true } });
  return passwordHash === null && (await tx.identity.count({ where: { userId, NOT: { id } } })) === 0;
}
