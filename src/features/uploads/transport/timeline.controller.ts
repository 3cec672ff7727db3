import { Controller, Get, HttpStatus, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { AcceptUploadTokens, CurrentActor, RequireScope } from '../../../edge/auth/decorators.js';
import { Operation } from '../../../edge/openapi/operation.js';
import { Problems, Returns } from '../../../edge/openapi/route-decorators.js';
import type { Actor } from '../../../shared/actor.js';
import { TimelineView } from './dto/timeline.view.js';
import { TimelineService } from '../timeline/timeline.service.js';

/** The history of an upload, and what it waits for. */
@ApiTags('uploads')
@ApiBearerAuth()
@Controller('v1')
export class TimelineController {
  constructor(private readonly timelines: TimelineService) {}

  @Operation(
    'getUploadTimeline',
    'Get the timeline of an upload',
    'What happened to the upload so far, in order, and what it waits for. Administrators also see what the scan found.',
  )
  @Get('uploads/:uploadId/timeline')
  @AcceptUploadTokens()
  @RequireScope('uploads:read')
  @Returns(HttpStatus.OK, TimelineView, { description: 'What happened so far, and what it waits for.' })
  @Problems('NOT_FOUND')
  async timeline(@CurrentActor() actor: Actor, @Param('uploadId') id: string): Promise<TimelineView> {
    return TimelineView.from(await this.timelines.of(actor, id));
  }
}
