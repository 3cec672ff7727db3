import { Controller, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { ReadBody } from '../../edge/dto/read.js';
import { Operation } from '../../edge/openapi/operation.js';
import { Problems, Returns } from '../../edge/openapi/route-decorators.js';
import type { Actor } from '../../shared/actor.js';
import { UploadView } from '../uploads/index.js';
import { QuarantineInput, ReleaseBody } from './dto/quarantine.input.js';
import { QuarantineView } from './dto/quarantine.view.js';
import { QuarantineService } from './quarantine.service.js';

/** Quarantine of contents that turned out to be harmful after their admission, and release of files. */
@ApiTags('administration')
@ApiBearerAuth()
@RequireScope('admin')
@Controller('v1')
export class QuarantineController {
  constructor(private readonly quarantine: QuarantineService) {}

  @Operation(
    'quarantine',
    'Quarantine a content',
    'Every file of the workspace with this content, at once. Links that were given out end within seconds, and the content is not admitted again. Safe to repeat.',
  )
  @Post('quarantine')
  @Returns(HttpStatus.OK, QuarantineView, {
    description:
      'Quarantines every file of the workspace with this content at once. Links that were given out end within seconds, and ' +
      'the content is not admitted again. Safe to repeat.',
  })
  @Problems('FORBIDDEN', 'NOT_FOUND')
  async begin(@CurrentActor() actor: Actor, @ReadBody() { sha256, reason }: QuarantineInput): Promise<QuarantineView> {
    return QuarantineView.from(await this.quarantine.begin(actor, sha256, reason));
  }

  @Operation(
    'releaseUpload',
    'Release a quarantined file',
    'Whether a policy or an administrator had quarantined it. Its content may be admitted again; other files that were quarantined with it are released one by one.',
  )
  @Post('uploads/:uploadId/release')
  @Returns(HttpStatus.OK, UploadView, {
    description:
      'Releases a quarantined file, whether a policy or an administrator had quarantined it. Its content may be admitted ' +
      'again; other files that were quarantined with it are released one by one.',
  })
  @Problems('FORBIDDEN', 'NOT_FOUND', 'INVALID_STATE', 'QUOTA_EXCEEDED')
  async release(@CurrentActor() actor: Actor, @Param('uploadId') id: string, @ReadBody() { reason }: ReleaseBody) {
    return UploadView.from(actor, await this.quarantine.release(actor, id, reason));
  }
}
