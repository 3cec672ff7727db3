import { Controller, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { ReadBody } from '../../edge/dto/read.js';
import { Problems, Returns } from '../../edge/openapi/route-decorators.js';
import type { Actor } from '../../shared/actor.js';
import { UploadView } from '../uploads/index.js';
import { QuarantineInput, ReleaseBody } from './dto/quarantine.input.js';
import { QuarantineView } from './dto/quarantine.view.js';
import { QuarantineService } from './quarantine.service.js';

/** What turned out to be harmful after it was admitted, and what turned out to be harmless (CONTRACT 1). */
@ApiTags('administration')
@ApiBearerAuth()
@RequireScope('admin')
@Controller('v1')
export class QuarantineController {
  constructor(private readonly quarantine: QuarantineService) {}

  @Post('quarantine')
  @Returns(HttpStatus.OK, QuarantineView, {
    description:
      'Closes every file of the workspace with this content at once; links that were given out end within seconds, and ' +
      'nobody can bring the content again. Safe to repeat.',
  })
  @Problems('FORBIDDEN', 'NOT_FOUND')
  async begin(@CurrentActor() actor: Actor, @ReadBody() { sha256, reason }: QuarantineInput): Promise<QuarantineView> {
    return QuarantineView.from(await this.quarantine.begin(actor, sha256, reason));
  }

  @Post('uploads/:uploadId/release')
  @Returns(HttpStatus.OK, UploadView, {
    description:
      'Makes a quarantined file readable, whether policy or an administrator had put it there. Its content is not held ' +
      'against other files any more; those that were closed with it are released one by one.',
  })
  @Problems('FORBIDDEN', 'NOT_FOUND', 'INVALID_STATE', 'QUOTA_EXCEEDED')
  async release(@CurrentActor() actor: Actor, @Param('uploadId') id: string, @ReadBody() { reason }: ReleaseBody) {
    return UploadView.from(actor, await this.quarantine.release(actor, id, reason));
  }
}
