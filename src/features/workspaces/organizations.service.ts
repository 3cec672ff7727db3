import { Injectable } from '@nestjs/common';
import { type Actor, scopes, type Tier } from '../../shared/actor.js';
import { Errors } from '../../shared/errors/errors.js';
import { isId, newId } from '../../shared/ids.js';
import { pageOf, type Page, type ListPage } from '../../shared/page.js';
import { ActorCache, isSystem, mint, requireGrantable, requireWholeOrganization } from '../identity/index.js';
import { quotaAfterTierChange, tierLimits } from './domain/tiers.js';
import type { CreateOrganizationInput, UpdateOrganizationInput } from './dto/organization.input.js';
import { OrganizationView } from './dto/organization.view.js';
import { type OrganizationRow, OrganizationsRepository } from './organizations.repository.js';
import { WorkspaceContents } from './workspace-contents.js';

const adminScopes = scopes.filter((scope) => scope !== 'system');

/** Who pays. The system sees every organization, everybody else their own; tier and quota are the system's to set. */
@Injectable()
export class OrganizationsService {
  constructor(
    private readonly organizations: OrganizationsRepository,
    private readonly contents: WorkspaceContents,
    private readonly cache: ActorCache,
  ) {}

  async create(actor: Actor, input: CreateOrganizationInput): Promise<OrganizationView> {
    requireWholeOrganization(actor);
    const tier = (input.tier ?? 'free') as Tier;
    const organization = {
      id: newId('org'),
      name: input.name,
      tier,
      quotaBytes: BigInt(input.quotaBytes ?? tierLimits[tier].quotaBytes),
      pendingLimit: input.pendingLimit ?? null,
      defaultWorkspaceId: newId('ws'),
    };
    const first = { organizationId: organization.id, workspaceId: null, name: 'admin', scopes: adminScopes };
    const { secret, key } = mint({ ...first, expiresAt: null });
    return OrganizationView.from(await this.organizations.create(organization, key, secret), secret);
  }

  /** With its first key for the request that made it alone. */
  async get(actor: Actor, id: string, secret?: string): Promise<OrganizationView> {
    return OrganizationView.from(await this.mine(actor, id), secret);
  }

  async list(actor: Actor, page: ListPage): Promise<Page<OrganizationView>> {
    const rows = await this.organizations.list(seesAll(actor) ? undefined : actor.organizationId, page);
    return pageOf(rows, page, (row) => OrganizationView.from(row));
  }

  async update(actor: Actor, id: string, input: UpdateOrganizationInput): Promise<OrganizationView> {
    const { name, pendingLimit } = input;
    const organization = await this.mine(actor, id);
    requireWholeOrganization(actor);
    if (input.tier !== undefined || input.quotaBytes !== undefined || pendingLimit !== undefined)
      requireGrantable(actor, ['system']);
    const tier = (input.tier ?? organization.tier) as Tier;
    const quota = input.quotaBytes ?? quotaAfterTierChange(Number(organization.quotaBytes), organization.tier, tier);
    const row = await this.organizations.update(id, { name, tier, quotaBytes: BigInt(quota), pendingLimit });
    this.cache.forget();
    return OrganizationView.from(row);
  }

  /** With `force` the files of all its workspaces go too. Nobody deletes the organization they stand in. */
  async remove(actor: Actor, id: string, force = false): Promise<void> {
    requireWholeOrganization(actor);
    await this.mine(actor, id);
    if (id === actor.organizationId) throw Errors.invalidState('This is your own organization: it cannot be deleted.');
    const tenants = await this.organizations.tenantsOf(id);
    for (const tenant of tenants)
      if (!force && (await this.contents.holdFiles(tenant)))
        throw Errors.invalidState('The organization holds files. Delete them first, or send force=true.');
    for (const tenant of tenants) await this.contents.remove(tenant);
    await this.organizations.remove(id);
    this.cache.forget();
  }

  private async mine(actor: Actor, id: string): Promise<OrganizationRow> {
    const visible = isId('org', id) && (seesAll(actor) || id === actor.organizationId);
    const organization = visible ? await this.organizations.find(id) : null;
    if (!organization) throw Errors.notFound('Organization');
    return organization;
  }
}

/** A system key that is bound to one workspace is the system's there only. */
function seesAll(actor: Actor): boolean {
  return isSystem(actor) && !actor.boundTo;
}
