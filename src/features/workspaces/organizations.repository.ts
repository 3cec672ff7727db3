import { Injectable } from '@nestjs/common';
import { noteMade } from '../../platform/idempotency/leased-key.js';
import { Database, type Tx } from '../../platform/prisma/database.js';
import { behind, inOrder } from '../../platform/prisma/list-order.js';
import { orHeld } from '../../platform/prisma/refusals.js';
import type { Tenant } from '../../shared/actor.js';
import type { PageRequest } from '../../shared/page.js';
import type { RecordAct } from '../audit/index.js';
import { ApiKeysRepository, type NewApiKey } from '../identity/index.js';
import type { Organization } from './domain/organization.js';
import { WorkspacesRepository } from './workspaces.repository.js';

export type NewOrganization = Omit<Organization, 'createdAt' | 'defaultWorkspaceId'> & {
  defaultWorkspaceId: string;
};

const DEFAULT_WORKSPACE = 'default';

/** The table of organizations. One is created with its usage, default workspace and buckets in one transaction. */
@Injectable()
export class OrganizationsRepository {
  constructor(
    private readonly database: Database,
    private readonly workspaces: WorkspacesRepository,
    private readonly keys: ApiKeysRepository,
  ) {}

  create(
    organization: NewOrganization,
    first: { key: NewApiKey; secret: string },
    record: RecordAct,
  ): Promise<Organization> {
    return this.database.asSystem(async (tx) => {
      await noteMade(tx, { id: organization.id, secret: first.secret });
      const row = await this.insert(organization, tx);
      await this.keys.insert(first.key, tx);
      await record(tx);
      return row;
    });
  }

  async insert(organization: NewOrganization, tx: Tx): Promise<Organization> {
    const { id: organizationId, defaultWorkspaceId } = organization;
    const row = await tx.organization.create({ data: { ...organization, usage: { create: {} } } });
    await this.workspaces.insert({ id: defaultWorkspaceId, organizationId, name: DEFAULT_WORKSPACE }, tx);
    return row;
  }

  find(id: string): Promise<Organization | null> {
    return this.database.system.organization.findUnique({ where: { id } });
  }

  /** Every organization, or only `only`. */
  list(only: string | undefined, page: PageRequest): Promise<Organization[]> {
    const where = { AND: [{ id: only }, { id: behind(page) }] };
    const query = { where, orderBy: { id: inOrder(page) }, take: page.limit + 1 };
    return this.database.system.organization.findMany(query);
  }

  update(id: string, changes: Partial<NewOrganization>, record: RecordAct): Promise<Organization> {
    return this.database.asSystem(async (tx) => {
      const row = await tx.organization.update({ where: { id }, data: changes });
      await record(tx);
      return row;
    });
  }

  async tenantsOf(organizationId: string): Promise<Tenant[]> {
    const rows = await this.database.system.workspace.findMany({ where: { organizationId }, select: { id: true } });
    return rows.map(({ id }) => ({ organizationId, workspaceId: id }));
  }

  async remove(id: string, record: RecordAct): Promise<void> {
    const work = async (tx: Tx) => {
      if ((await tx.organization.deleteMany({ where: { id } })).count) await record(tx);
    };
    await this.database.asSystem(work).catch(orHeld('The organization still holds uploads. Try again.'));
  }
}
