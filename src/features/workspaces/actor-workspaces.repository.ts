import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import type { Prisma } from '../../generated/prisma/client.js';
import { Database } from '../../platform/prisma/database.js';
import type { Role, Tier } from '../../shared/actor.js';
import { MembershipsRepository } from '../identity/index.js';
import type { NamespaceQuery } from './domain/namespace.js';

/** The workspace that an actor acts in, with the tier and quota of its organization. */
export interface ActorWorkspace {
  organizationId: string;
  workspaceId: string;
  workspaceName: string;
  isDefault: boolean;
  tier: Tier;
  quotaBytes: number;
}

const withOrganization = {
  include: { organization: { select: { tier: true, quotaBytes: true, defaultWorkspaceId: true } } },
} satisfies Prisma.WorkspaceDefaultArgs;

interface DefaultRow {
  organizationId: string;
  workspaceId: string;
  workspaceName: string;
  tier: Tier;
  quotaBytes: string;
}

const MAX_TOGETHER = 100;

/** Most keys name no workspace: their default workspace is one look-up. */
const defaultStatement = {
  name: 'default_workspace',
  text: `SELECT o.id AS "organizationId", w.id AS "workspaceId", w.name AS "workspaceName", o.tier, o.quota_bytes AS "quotaBytes"
    FROM organizations o JOIN workspaces w ON w.organization_id = o.id AND w.id = o.default_workspace_id
    WHERE o.id = ANY ($1::text[])`,
};

/** The workspaces that callers may act in: read by the authenticator, once per credential and few seconds. */
@Injectable()
export class ActorWorkspacesRepository {
  /** Those that are looked up at the same moment share a statement. */
  private readonly defaults = new DataLoader<string, ActorWorkspace | undefined>((ids) => this.findDefaults(ids), {
    cache: false,
    maxBatchSize: MAX_TOGETHER,
  });

  constructor(
    private readonly database: Database,
    private readonly memberships: MembershipsRepository,
  ) {}

  async find(organizationId: string, query: NamespaceQuery): Promise<ActorWorkspace | undefined> {
    const where = { organizationId, ...query };
    const row = await this.database.system.workspace.findFirst({ where, ...withOrganization });
    return row ? toActorWorkspace(row) : undefined;
  }

  findDefault(organizationId: string): Promise<ActorWorkspace | undefined> {
    return this.defaults.load(organizationId);
  }

  private async findDefaults(organizationIds: readonly string[]): Promise<(ActorWorkspace | undefined)[]> {
    const values = [organizationIds];
    const { rows } = await this.database.systemPool.query<DefaultRow>({ ...defaultStatement, values });
    const found = new Map(
      rows.map((row) => [row.organizationId, { ...row, isDefault: true, quotaBytes: Number(row.quotaBytes) }]),
    );
    return organizationIds.map((id) => found.get(id));
  }

  /** The workspaces that these accounts are members of, with their roles. */
  async ofUsers(userIds: string[]): Promise<(ActorWorkspace & { role: Role; userId: string })[]> {
    const memberships = await this.memberships.ofUsers(userIds);
    const ids = [...new Set(memberships.map(({ workspaceId }) => workspaceId))];
    const rows = await this.database.system.workspace.findMany({ where: { id: { in: ids } }, ...withOrganization });
    const workspaces = new Map(rows.map((row) => [row.id, toActorWorkspace(row)]));
    return memberships.flatMap(({ workspaceId, role, userId }) => {
      const workspace = workspaces.get(workspaceId);
      return workspace ? [{ ...workspace, role, userId }] : [];
    });
  }
}

function toActorWorkspace({
  id,
  name,
  organizationId,
  organization,
}: Prisma.WorkspaceGetPayload<typeof withOrganization>): ActorWorkspace {
  return {
    organizationId,
    workspaceId: id,
    workspaceName: name,
    isDefault: organization.defaultWorkspaceId === id,
    tier: organization.tier,
    quotaBytes: Number(organization.quotaBytes),
  };
}
