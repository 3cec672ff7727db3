import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { Operation } from '../../edge/openapi/operation.js';
import { Returns } from '../../edge/openapi/route-decorators.js';
import type { Actor } from '../../shared/actor.js';
import { UsageView } from './dto/usage.view.js';
import { UsageService } from './usage.service.js';

/** Usage over REST. */
@ApiTags('workspaces')
@RequireScope('uploads:read', 'admin')
@Controller('v1/usage')
export class UsageController {
  constructor(private readonly usage: UsageService) {}

  @Operation(
    'getUsage',
    'Get the usage of the organization',
    'What it stores and has reserved, by bucket and by upload under way, and its limits.',
  )
  @Get()
  @Returns(200, UsageView, { description: 'What the organization stores and has reserved, and its limits.' })
  async read(@CurrentActor() actor: Actor): Promise<UsageView> {
    return UsageView.from(await this.usage.read(actor));
  }
}
