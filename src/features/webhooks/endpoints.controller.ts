import { Controller, Delete, Get, HttpStatus, Param, Patch, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { ReadBody, ReadQuery } from '../../edge/dto/read.js';
import { Idempotent } from '../../edge/idempotency/idempotent.decorator.js';
import { Operation } from '../../edge/openapi/operation.js';
import { Problems, Returns, ReturnsPage } from '../../edge/openapi/route-decorators.js';
import { PageQuery } from '../../edge/page/page-query.js';
import { pageView } from '../../edge/page/page-view.js';
import type { Actor } from '../../shared/actor.js';
import { mapPage } from '../../shared/page.js';
import { CreateEndpointInput, UpdateEndpointInput } from './dto/endpoint.input.js';
import { EndpointView } from './dto/endpoint.view.js';
import { EndpointsService } from './endpoints.service.js';

/** Webhook endpoints over REST. Only the answers to create and rotate show a secret. */
@ApiTags('webhooks')
@ApiBearerAuth()
@RequireScope('admin')
@Controller('v1/webhook-endpoints')
export class EndpointsController {
  constructor(private readonly endpoints: EndpointsService) {}

  @Operation(
    'createWebhookEndpoint',
    'Create a webhook endpoint',
    'A URL that receives events of the workspace. This answer shows the secret by which they are signed. `testWebhookEndpoint` sends the first one.',
  )
  @Post()
  @Idempotent<EndpointsController>(({ endpoints }, actor, { id }) =>
    endpoints.made(actor, id).then(EndpointView.withSecret),
  )
  @Returns(HttpStatus.CREATED, EndpointView, { description: 'A new endpoint, with its secret.' })
  @Problems('VALIDATION_FAILED', 'INVALID_STATE')
  async create(@CurrentActor() actor: Actor, @ReadBody() input: CreateEndpointInput): Promise<EndpointView> {
    return EndpointView.withSecret(await this.endpoints.create(actor, input));
  }

  @Operation(
    'listWebhookEndpoints',
    'List webhook endpoints',
    'Endpoints of the workspace, newest first, without their secrets.',
  )
  @Get()
  @ReturnsPage(EndpointView, { description: 'Endpoints of the workspace, newest first.' })
  async list(@CurrentActor() actor: Actor, @ReadQuery() query: PageQuery) {
    const found = await this.endpoints.list(actor, query.page('webhook-endpoints'));
    return pageView(EndpointView).from(mapPage(found, (endpoint) => EndpointView.from(endpoint)));
  }

  @Operation(
    'getWebhookEndpoint',
    'Get a webhook endpoint',
    'One endpoint and whether it is failing, without its secret.',
  )
  @Get(':endpoint_id')
  @Returns(HttpStatus.OK, EndpointView, { description: 'One endpoint.' })
  @Problems('NOT_FOUND')
  async get(@CurrentActor() actor: Actor, @Param('endpoint_id') id: string): Promise<EndpointView> {
    return EndpointView.from(await this.endpoints.get(actor, id));
  }

  @Operation(
    'updateWebhookEndpoint',
    'Update a webhook endpoint',
    'The fields sent are changed. A disabled endpoint continues when its status is set to active.',
  )
  @Patch(':endpoint_id')
  @Returns(HttpStatus.OK, EndpointView, { description: 'The fields sent are changed.' })
  @Problems('VALIDATION_FAILED', 'NOT_FOUND')
  async update(
    @CurrentActor() actor: Actor,
    @Param('endpoint_id') id: string,
    @ReadBody() input: UpdateEndpointInput,
  ): Promise<EndpointView> {
    return EndpointView.from(await this.endpoints.update(actor, id, input));
  }

  @Operation('deleteWebhookEndpoint', 'Delete a webhook endpoint', 'With its deliveries.')
  @Delete(':endpoint_id')
  @Returns(HttpStatus.NO_CONTENT, undefined, { description: 'Deleted with its deliveries.' })
  @Problems('NOT_FOUND')
  async remove(@CurrentActor() actor: Actor, @Param('endpoint_id') id: string): Promise<void> {
    await this.endpoints.remove(actor, id);
  }

  @Operation(
    'rotateWebhookSecret',
    'Rotate the secret of a webhook endpoint',
    'Answers a new secret. For 24 hours deliveries carry the signatures of both; a secret older than these ends now.',
  )
  @Post(':endpoint_id/rotate-secret')
  @Returns(HttpStatus.OK, EndpointView, {
    description:
      'A new secret. For 24 hours deliveries carry the signatures of both; a secret older than these ends now.',
  })
  @Problems('NOT_FOUND')
  async rotate(@CurrentActor() actor: Actor, @Param('endpoint_id') id: string): Promise<EndpointView> {
    return EndpointView.withSecret(await this.endpoints.rotate(actor, id));
  }
}
