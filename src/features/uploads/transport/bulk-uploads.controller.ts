import { Controller, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { CurrentActor, RequireScope } from '../../../edge/auth/decorators.js';
import { ReadBody } from '../../../edge/dto/read.js';
import { Operation } from '../../../edge/openapi/operation.js';
import { Problems, Returns } from '../../../edge/openapi/route-decorators.js';
import { Idempotent } from '../../../edge/idempotency/idempotent.decorator.js';
import type { Actor } from '../../../shared/actor.js';
import { ConfirmUploadService } from '../confirmation/confirm-upload.service.js';
import { BatchUrlRenewal } from './batch-url-renewal.js';
import { CreateUploadsService, type MadeUploads } from '../creation/create-uploads.service.js';
import { CreatedUploadsView, CreateUploadsBody } from './dto/create-uploads.js';
import { ConfirmedUploadsView, ConfirmUploadsBody } from './dto/confirm-uploads.js';

/** Many uploads in one request. */
@ApiTags('uploads')
@ApiBearerAuth()
@Controller('v1')
export class BulkUploadsController {
  constructor(
    private readonly creation: CreateUploadsService,
    private readonly confirmation: ConfirmUploadService,
  ) {}

  @Operation(
    'createUploads',
    'Create several uploads',
    'Announces up to 100 files under one reservation: all of them are created, or none. Each answer has a URL to send its bytes to.',
  )
  @Post('buckets/:bucketId/uploads/batch')
  @Idempotent<BulkUploadsController, MadeUploads>(
    async ({ creation }, actor, made) => CreatedUploadsView.from(await creation.recall(actor, made)),
    BatchUrlRenewal,
  )
  @RequireScope('uploads:write')
  @Returns(HttpStatus.CREATED, CreatedUploadsView, {
    description: 'All are announced, under one reservation, or none.',
  })
  @Problems('NOT_FOUND', 'QUOTA_EXCEEDED', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_TYPE', 'STAGING_LIMIT_EXCEEDED')
  async create(
    @CurrentActor() actor: Actor,
    @Param('bucketId') bucket: string,
    @ReadBody() { uploads }: CreateUploadsBody,
  ): Promise<CreatedUploadsView> {
    return CreatedUploadsView.from(await this.creation.create(actor, bucket, uploads));
  }

  @Operation(
    'confirmUploads',
    'Confirm several uploads',
    'Says that the bytes of several uploads have arrived. Each stands for itself: the answer has the upload or the error of each.',
  )
  @Post('uploads/confirm')
  @RequireScope('uploads:write')
  @Returns(HttpStatus.ACCEPTED, ConfirmedUploadsView, { description: 'Each upload stands for itself.' })
  async confirm(@CurrentActor() actor: Actor, @ReadBody() { uploadIds }: ConfirmUploadsBody) {
    return ConfirmedUploadsView.from(actor, await this.confirmation.confirmEach(actor, uploadIds));
  }
}
