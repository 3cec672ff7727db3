import { Injectable } from '@nestjs/common';
import { RightsChanges } from '../../edge/auth/rights-changes.js';
import { type Actor, scopes, type Tier } from '../../shared/actor.js';
import type { AuditAction } from '../../shared/audit/actions.js';
import { Errors } from '../../shared/errors/errors.js';
import { isId, newId } from '../../shared/ids.js';
import { pageOf, type Page, type ListPage } from '../../shared/page.js';
import { type Act, AuditTrail, type RecordAct } from '../audit/index.js';
import { isSystem, mint, requireGrantable, requireWholeOrganization } from '../identity/index.js';
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
    private readonly rights: RightsChanges,
    private readonly audit: AuditTrail,
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
    const detail = { name: input.name, tier, key: key.id };
    const record = this.recording(actor, 'organization.create', organization.id, detail);
    return { organization: await this.organizations.create(organization, { key, secret }, record), apiKey: secret };
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
    const changes = { name, tier, quotaBytes: BigInt(quota), pendingLimit };
    const row = await this.organizations.update(
      id,
      changes,
      this.recording(actor, 'organization.update', id, { ...input }),
    );
    await this.rights.announce(id);
    return row;
  }

  /** With `force` the files of all its workspaces are deleted too. The caller's own cannot be deleted. Returns it as it was. */
  async remove(actor: Actor, id: string, force = false): Promise<Organization> {
    requireWholeOrganization(actor);
    const organization = await this.get(actor, id);
    if (id === actor.organizationId) throw Errors.invalidState('This is your own organization: it cannot be deleted.');
    const tenants = await this.organizations.tenantsOf(id);
    for (const tenant of tenants)
      if (!force && (await this.contents.holdFiles(tenant)))
        throw Errors.invalidState('The organization holds files. Delete them first, or repeat the request with force.');
    for (const tenant of tenants) await this.contents.remove(tenant);
    await this.organizations.remove(id, this.recording(actor, 'organization.delete', id, { force }));
    await this.rights.announce(id);
    return organization;
  }

  /** In the trail of the organization that it concerns, not of the caller. */
  private recording(actor: Actor, action: AuditAction, organizationId: string, detail: Act['detail']): RecordAct {
    return this.audit.recording(actor, { action, target: organizationId, organizationId, detail });
  }
}

/** A system key that is bound to one workspace has no rights beyond it. */
function seesAll(actor: Actor): boolean {
  return isSystem(actor) && !actor.boundTo;
}
