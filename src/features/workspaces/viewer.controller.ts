import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentActor } from '../../edge/auth/decorators.js';
import { Operation } from '../../edge/openapi/operation.js';
import { Returns } from '../../edge/openapi/route-decorators.js';
import type { Actor } from '../../shared/actor.js';
import { ViewerView } from './dto/viewer.view.js';
import { ViewerService } from './viewer.service.js';

/** The caller, over REST. Needs credentials, but no scope. */
@ApiTags('workspaces')
@Controller('v1/me')
export class ViewerController {
  constructor(private readonly viewer: ViewerService) {}

  @Operation('getViewer', 'Get the caller', 'Identity, role and scopes, and the workspaces where it may act.')
  @Get()
  @Returns(200, ViewerView, { description: 'The caller: identity, role, scopes, and where it may act.' })
  async describe(@CurrentActor() actor: Actor): Promise<ViewerView> {
    return ViewerView.from(await this.viewer.describe(actor));
  }
}
