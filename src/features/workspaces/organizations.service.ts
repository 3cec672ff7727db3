import { Injectable } from '@nestjs/common';
import { type Actor, scopes, type Tier } from '../../shared/actor.js';
import { Errors } from '../../shared/errors/errors.js';
import { isId, newId } from '../../shared/ids.js';
import { pageOf, type Page, type ListPage } from '../../shared/page.js';
import { ActorCache, isSystem, mint, requireGrantable, requireWholeOrganization } from '../identity/index.js';
import type { Organization, OrganizationWithKey } from './domain/organization.js';
import { quotaAfterTierChange, tierLimits } from './domain/tiers.js';
import type { CreateOrganizationInput, UpdateOrganizationInput } from './dto/organization.input.js';
import { OrganizationsRepository } from './organizations.repository.js';
import { WorkspaceContents } from './workspace-contents.js';

const adminScopes = scopes.filter((scope) => scope !== 'system');

/** Organizations. System keys see every one, other callers their own; only system keys change tier and quota. */
@Injectable()
export class OrganizationsService {
  constructor(
    private readonly organizations: OrganizationsRepository,
    private readonly contents: WorkspaceContents,
    private readonly cache: ActorCache,
  ) {}

  async create(actor: Actor, input: CreateOrganizationInput): Promise<OrganizationWithKey> {
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
    return { organization: await this.organizations.create(organization, key, secret), apiKey: secret };
  }

  async get(actor: Actor, id: string): Promise<Organization> {
    const visible = isId('org', id) && (seesAll(actor) || id === actor.organizationId);
    const organization = visible ? await this.organizations.find(id) : null;
    if (!organization) throw Errors.notFound('Organization');
    return organization;
  }

  /** The answer to the request that created it, again. */
  async made(actor: Actor, id: string, apiKey?: string): Promise<OrganizationWithKey> {
    return { organization: await this.get(actor, id), apiKey };
  }

  async list(actor: Actor, page: ListPage): Promise<Page<Organization>> {
    const rows = await this.organizations.list(seesAll(actor) ? undefined : actor.organizationId, page);
    return pageOf(rows, page, (organization) => organization);
  }

  async update(actor: Actor, id: string, input: UpdateOrganizationInput): Promise<Organization> {
    const { name, pendingLimit } = input;
    const organization = await this.get(actor, id);
    requireWholeOrganization(actor);
    if (input.tier !== undefined || input.quotaBytes !== undefined || pendingLimit !== undefined)
      requireGrantable(actor, ['system']);
    const tier = (input.tier ?? organization.tier) as Tier;
    const quota = input.quotaBytes ?? quotaAfterTierChange(Number(organization.quotaBytes), organization.tier, tier);
    const row = await this.organizations.update(id, { name, tier, quotaBytes: BigInt(quota), pendingLimit });
    this.cache.forget();
    return row;
  }

  /** With `force` the files of all its workspaces are deleted too. A caller cannot delete their own organization. */
  async remove(actor: Actor, id: string, force = false): Promise<void> {
    requireWholeOrganization(actor);
    await this.get(actor, id);
    if (id === actor.organizationId) throw Errors.invalidState('This is your own organization: it cannot be deleted.');
    const tenants = await this.organizations.tenantsOf(id);
    for (const tenant of tenants)
      if (!force && (await this.contents.holdFiles(tenant)))
        throw Errors.invalidState('The organization holds files. Delete them first, or send force=true.');
    for (const tenant of tenants) await this.contents.remove(tenant);
    await this.organizations.remove(id);
    this.cache.forget();
  }
}

/** A system key that is bound to one workspace has no rights beyond it. */
function seesAll(actor: Actor): boolean {
  return isSystem(actor) && !actor.boundTo;
}
