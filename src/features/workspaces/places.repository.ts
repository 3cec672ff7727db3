import { Injectable } from '@nestjs/common';
import type { Prisma } from '../../generated/prisma/client.js';
import { Database } from '../../platform/prisma/database.js';
import type { Role, Tier } from '../../shared/actor.js';
import type { NamespaceQuery } from './domain/namespace.js';

/** A workspace, with what its organization allows there. */
export interface Place {
  organizationId: string;
  workspaceId: string;
  workspaceName: string;
  isDefault: boolean;
  tier: Tier;
  quotaBytes: number;
}

const MOST_MEMBERSHIPS = 1_000;
const withOrganization = {
  include: { organization: { select: { tier: true, quotaBytes: true, defaultWorkspaceId: true } } },
} satisfies Prisma.WorkspaceDefaultArgs;

interface DefaultRow {
  workspaceId: string;
  workspaceName: string;
  tier: Tier;
  quotaBytes: string;
}

/** Most keys name no workspace: where they act is one look-up. */
const defaultStatement = {
  name: 'default_place',
  text: `SELECT w.id AS "workspaceId", w.name AS "workspaceName", o.tier, o.quota_bytes AS "quotaBytes"
    FROM organizations o JOIN workspaces w ON w.organization_id = o.id AND w.id = o.default_workspace_id
    WHERE o.id = $1`,
};

/** Where somebody may act: read by the authenticator, once per credential and few seconds. */
@Injectable()
export class PlacesRepository {
  constructor(private readonly database: Database) {}

  async find(organizationId: string, query: NamespaceQuery): Promise<Place | undefined> {
    const where = { organizationId, ...query };
    const row = await this.database.system.workspace.findFirst({ where, ...withOrganization });
    return row ? placeOf(row) : undefined;
  }

  async findDefault(organizationId: string): Promise<Place | undefined> {
    const { rows } = await this.database.systemPool.query<DefaultRow>({
      ...defaultStatement,
      values: [organizationId],
    });
    const row = rows[0];
    return row && { ...row, organizationId, isDefault: true, quotaBytes: Number(row.quotaBytes) };
  }

  /** Where these accounts are members, and as what. */
  async ofUsers(userIds: string[]): Promise<(Place & { role: Role; userId: string })[]> {
    const rows = await this.database.system.membership.findMany({
      where: { userId: { in: userIds } },
      orderBy: { workspaceId: 'asc' },
      take: MOST_MEMBERSHIPS,
      include: { workspace: withOrganization },
    });
    return rows.map(({ role, userId, workspace }) => ({ ...placeOf(workspace), role, userId }));
  }
}

function placeOf({
  id,
  name,
  organizationId,
  organization,
}: Prisma.WorkspaceGetPayload<typeof withOrganization>): Place {
  return {
    organizationId,
    workspaceId: id,
    workspaceName: name,
    isDefault: organization.defaultWorkspaceId === id,
    tier: organization.tier,
    quotaBytes: Number(organization.quotaBytes),
  };
}
