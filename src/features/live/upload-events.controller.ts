import { Controller, Get, HttpStatus, Param, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { credentialsOf } from '../../edge/auth/credentials-of.js';
import { AcceptUploadTokens, CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import type { AirlockRequest } from '../../edge/auth/request-of.js';
import { serverEvents } from '../../edge/live/server-events.js';
import { Operation } from '../../edge/openapi/operation.js';
import { Problems } from '../../edge/openapi/route-decorators.js';
import type { Actor } from '../../shared/actor.js';
import { Errors } from '../../shared/errors/errors.js';
import { serverEventOf } from './upload-server-events.js';
import { UploadChangesService } from './upload-changes.service.js';

const LAST_SEEN = 'last-event-id';

const example =
  'id: 3\nevent: upload.available\ndata: {"upload_id":"upl_0mj0b2c4d5e6f7g8","status":"COMPLETED","sequence":3}\n\n';

/** The events of an upload as server-sent events. */
@ApiTags('uploads')
@ApiBearerAuth()
@Controller('v1')
export class UploadEventsController {
  constructor(private readonly changes: UploadChangesService) {}

  @Operation(
    'followUpload',
    'Follow an upload',
    'Server-sent events, one for each past and future event of the upload. The id is its sequence, the event its type (upload.confirmed, upload.available, …), the data the upload with its sequence, never with URLs. The stream ends once the upload has ended; `Last-Event-ID` continues after an event.',
  )
  @Get('uploads/:uploadId/events')
  @AcceptUploadTokens()
  @RequireScope('uploads:read')
  @ApiHeader({
    name: LAST_SEEN,
    required: false,
    description: 'Id of the last event received: the stream continues after it.',
  })
  @ApiResponse({
    status: HttpStatus.OK,
    description:
      'Server-sent events, one for each past and future event of the upload. The id is its sequence, the event is its ' +
      'type (upload.confirmed, upload.available, …), the data is the upload with its sequence, never with URLs. The ' +
      'stream ends once the upload has ended.',
    content: { 'text/event-stream': { schema: { type: 'string', example } } },
  })
  @ApiResponse({ status: HttpStatus.NO_CONTENT, description: 'Every event was received, and none will follow.' })
  @Problems('NOT_FOUND', 'RATE_LIMITED')
  async follow(
    @CurrentActor() actor: Actor,
    @Param('uploadId') id: string,
    @Req() request: AirlockRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const follower = { actor, credentials: credentialsOf(request) };
    const changes = await this.changes.resume(follower, id, lastSeenOf(request));
    if (!changes) return void (await reply.status(HttpStatus.NO_CONTENT).send());
    const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' };
    await reply.headers(headers).send(serverEvents(changes, (change) => serverEventOf(actor, change)));
  }
}

function lastSeenOf({ headers }: AirlockRequest): number {
  const given = headers[LAST_SEEN];
  if (given === undefined || given === '') return 0;
  if (typeof given !== 'string' || !/^\d{1,9}$/.test(given))
    throw Errors.invalidField(LAST_SEEN, 'must be the id of an event of this stream');
  return Number(given);
}
