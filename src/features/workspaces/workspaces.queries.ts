import type { Tx } from '../../platform/prisma/database.js';

/** The organization of each of these workspaces; one that is gone is absent. */
export async function organizationsOf(tx: Tx, workspaceIds: string[]): Promise<Map<string, string>> {
  const where = { id: { in: [...new Set(workspaceIds)] } };
  const rows = await tx.workspace.findMany({ where, select: { id: true, organizationId: true } });
  return new Map(rows.map(({ id, organizationId }) => [id, organizationId]));
}

/** The name of a workspace. */
export async function workspaceNameOf(tx: Tx, id: string): Promise<string> {
  const { name } = await tx.workspace.findUniqueOrThrow({ where: { id }, select: { name: true } });
  return name;
}
