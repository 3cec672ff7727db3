import { Controller, HttpStatus, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { ReadBody } from '../../edge/dto/read.js';
import { Returns } from '../../edge/openapi/route-decorators.js';
import type { Actor } from '../../shared/actor.js';
import { ConfirmUploadsService } from './confirm-uploads.service.js';
import { ConfirmedUploadsView, ConfirmUploadsBody } from './dto/confirm-uploads.js';

/** Many uploads in one request (CONTRACT 2). */
@ApiTags('uploads')
@ApiBearerAuth()
@Controller('v1')
export class BulkUploadsController {
  constructor(private readonly confirmation: ConfirmUploadsService) {}

  @Post('uploads/confirm')
  @RequireScope('uploads:write')
  @Returns(HttpStatus.ACCEPTED, ConfirmedUploadsView, { description: 'Each upload stands for itself.' })
  async confirm(@CurrentActor() actor: Actor, @ReadBody() { uploadIds }: ConfirmUploadsBody) {
    return ConfirmedUploadsView.from(await this.confirmation.confirm(actor, uploadIds));
  }
}
