import type { Tx } from '../../platform/prisma/database.js';

/** Whether a user belongs to a workspace. */
export async function isMember(tx: Tx, workspaceId: string, userId: string): Promise<boolean> {
  return (await tx.membership.count({ where: { workspaceId, userId } })) > 0;
}

/** The users who administer a workspace, those who joined first in front. */
export async function administratorsOf(tx: Tx, workspaceId: string, limit: number): Promise<string[]> {
  const where = { workspaceId, role: { in: ['admin' as const, 'owner' as const] } };
  const page = { orderBy: { createdAt: 'asc' as const }, take: limit, select: { userId: true } };
  return (await tx.membership.findMany({ where, ...page })).map(({ userId }) => userId);
}

/** The address of a user. */
export async function emailOf(tx: Tx, userId: string): Promise<string> {
  const { email } = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: { email: true } });
  return email;
}
