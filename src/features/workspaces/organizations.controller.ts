import { Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { Idempotent } from '../../edge/idempotency/idempotent.decorator.js';
import { Operation } from '../../edge/openapi/operation.js';
import { Returns, ReturnsPage } from '../../edge/openapi/route-decorators.js';
import { PageQuery } from '../../edge/page/page-query.js';
import { pageView } from '../../edge/page/page-view.js';
import { ReadBody, ReadQuery } from '../../edge/dto/read.js';
import type { Actor } from '../../shared/actor.js';
import { mapPage } from '../../shared/page.js';
import { CreateOrganizationInput, UpdateOrganizationInput } from './dto/organization.input.js';
import { OrganizationView } from './dto/organization.view.js';
import { RemovalQuery } from './dto/workspace.input.js';
import { OrganizationsService } from './organizations.service.js';

/** Organizations over REST. Creation and deletion need the scope `system`. */
@ApiTags('administration')
@RequireScope('admin')
@Controller('v1/organizations')
export class OrganizationsController {
  constructor(private readonly organizations: OrganizationsService) {}

  @Operation(
    'createOrganization',
    'Create an organization',
    'With its default workspace and its first key, which this answer alone shows.',
  )
  @Post()
  @Idempotent<OrganizationsController>(({ organizations }, actor, { id, secret }) =>
    organizations.made(actor, id, secret).then(OrganizationView.withKey),
  )
  @RequireScope('system')
  @Returns(201, OrganizationView, { description: 'The only answer that shows its first key.' })
  async create(@CurrentActor() actor: Actor, @ReadBody() input: CreateOrganizationInput): Promise<OrganizationView> {
    return OrganizationView.withKey(await this.organizations.create(actor, input));
  }

  @Operation(
    'listOrganizations',
    'List organizations',
    'Newest first: all of the installation for a `system` key, else the own one.',
  )
  @Get()
  @ReturnsPage(OrganizationView, { description: 'Organizations, newest first.' })
  async list(@CurrentActor() actor: Actor, @ReadQuery() query: PageQuery) {
    const organizations = await this.organizations.list(actor, query.page('organizations'));
    return pageView(OrganizationView).from(mapPage(organizations, OrganizationView.from));
  }

  @Operation('getOrganization', 'Get an organization', 'One organization with its tier and limits.')
  @Get(':organization_id')
  @Returns(200, OrganizationView, { description: 'One organization with its limits.' })
  async get(@CurrentActor() actor: Actor, @Param('organization_id') id: string): Promise<OrganizationView> {
    return OrganizationView.from(await this.organizations.get(actor, id));
  }

  @Operation(
    'updateOrganization',
    'Update an organization',
    'Changes its name; its tier and limits with the scope `system`.',
  )
  @Patch(':organization_id')
  @Returns(200, OrganizationView, { description: 'Change the name, tier or limits of an organization.' })
  async update(
    @CurrentActor() actor: Actor,
    @Param('organization_id') id: string,
    @ReadBody() input: UpdateOrganizationInput,
  ): Promise<OrganizationView> {
    return OrganizationView.from(await this.organizations.update(actor, id, input));
  }

  @Operation(
    'deleteOrganization',
    'Delete an organization',
    'Refused while it holds files. With `force`, also with everything in it.',
  )
  @Delete(':organization_id')
  @RequireScope('system')
  @Returns(204, undefined, { description: 'Delete an organization. With `force`, also with everything in it.' })
  async remove(
    @CurrentActor() actor: Actor,
    @Param('organization_id') id: string,
    @ReadQuery() query: RemovalQuery,
  ): Promise<void> {
    await this.organizations.remove(actor, id, query.force);
  }
}
