import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import type { Actor } from '../../shared/actor.js';
import { UsageView } from './dto/usage.view.js';
import { UsageService } from './usage.service.js';

@ApiTags('administration')
@ApiBearerAuth()
@RequireScope('uploads:read', 'admin')
@Controller('v1/usage')
export class UsageController {
  constructor(private readonly usage: UsageService) {}

  @Get()
  @ApiOkResponse({ type: UsageView })
  read(@CurrentActor() actor: Actor) {
    return this.usage.read(actor);
  }
}
