import { Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { Idempotent } from '../../edge/idempotency/idempotent.decorator.js';
import { Returns, ReturnsPage } from '../../edge/openapi/route-decorators.js';
import { PageQuery } from '../../edge/page/page-query.js';
import { pageView } from '../../edge/page/page-view.js';
import { ReadBody, ReadQuery } from '../../edge/dto/read.js';
import type { Actor } from '../../shared/actor.js';
import { CreateOrganizationInput, UpdateOrganizationInput } from './dto/organization.input.js';
import { OrganizationView } from './dto/organization.view.js';
import { RemovalQuery } from './dto/workspace.input.js';
import { OrganizationsService } from './organizations.service.js';

/** Organizations over REST. Making and deleting them is for the system alone. */
@ApiTags('administration')
@RequireScope('admin')
@Controller('v1/organizations')
export class OrganizationsController {
  constructor(private readonly organizations: OrganizationsService) {}

  @Post()
  @Idempotent<OrganizationsController>(({ organizations }, actor, { id, secret }) =>
    organizations.get(actor, id, secret),
  )
  @RequireScope('system')
  @Returns(201, OrganizationView, { description: 'The only answer that shows its first key.' })
  create(@CurrentActor() actor: Actor, @ReadBody() input: CreateOrganizationInput) {
    return this.organizations.create(actor, input);
  }

  @Get()
  @ReturnsPage(OrganizationView)
  async list(@CurrentActor() actor: Actor, @ReadQuery() query: PageQuery) {
    return pageView(OrganizationView).from(await this.organizations.list(actor, query.page('organizations')));
  }

  @Get(':organization_id')
  @Returns(200, OrganizationView)
  get(@CurrentActor() actor: Actor, @Param('organization_id') id: string) {
    return this.organizations.get(actor, id);
  }

  @Patch(':organization_id')
  @Returns(200, OrganizationView)
  update(
    @CurrentActor() actor: Actor,
    @Param('organization_id') id: string,
    @ReadBody() input: UpdateOrganizationInput,
  ) {
    return this.organizations.update(actor, id, input);
  }

  @Delete(':organization_id')
  @RequireScope('system')
  @Returns(204)
  remove(@CurrentActor() actor: Actor, @Param('organization_id') id: string, @ReadQuery() query: RemovalQuery) {
    return this.organizations.remove(actor, id, query.force);
  }
}
