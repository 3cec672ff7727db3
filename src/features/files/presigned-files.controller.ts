import { Controller, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Speaks } from '../../edge/errors/speaks.js';
import { words } from '../../shared/errors/words.js';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { ReadBody } from '../../edge/dto/read.js';
import { Idempotent } from '../../edge/idempotency/idempotent.decorator.js';
import { Operation } from '../../edge/openapi/operation.js';
import { Problems, Returns } from '../../edge/openapi/route-decorators.js';
import type { Actor } from '../../shared/actor.js';
import { ConfirmFileBody, PresignInput } from './dto/presign.input.js';
import { ConfirmedFileView, PresignedFileView } from './dto/presigned.view.js';
import { FilesService } from './files.service.js';
import { PresignRenewal } from './presign-renewal.js';

/** The files API: uploads to a presigned URL. */
@Speaks(words.files)
@ApiTags('files')
@ApiBearerAuth()
@Controller(['v1/files/presign', 'api/v1/files/presign'])
export class PresignedFilesController {
  constructor(private readonly files: FilesService) {}

  @Operation(
    'presignFile',
    'Create a file and get a URL for its bytes',
    'Announces a file in the words of browser applications. Send the bytes to `uploadUrl`; an upload that is not confirmed is found within a minute.',
  )
  @Post()
  @Idempotent<PresignedFilesController>(
    async ({ files }, actor, { id }) => PresignedFileView.from(await files.recall(actor, id)),
    PresignRenewal,
  )
  @RequireScope('uploads:write')
  @Returns(HttpStatus.OK, PresignedFileView, { description: 'Create a file and get a URL to send its bytes to.' })
  @Problems(
    'VALIDATION_FAILED',
    'validation-error',
    'QUOTA_EXCEEDED',
    'PAYLOAD_TOO_LARGE',
    'UNSUPPORTED_TYPE',
    'BUCKET_INACTIVE',
    'SCHEMA_VIOLATION',
    'STAGING_LIMIT_EXCEEDED',
  )
  async presign(@CurrentActor() actor: Actor, @ReadBody() input: PresignInput): Promise<PresignedFileView> {
    return PresignedFileView.from(await this.files.presign(actor, input));
  }

  @Operation(
    'confirmFile',
    'Confirm that the bytes of a file were sent',
    'Optional: it moves the scan to the front. Safe to repeat.',
  )
  @Post(':fileId/confirm')
  @RequireScope('uploads:write')
  @Returns(HttpStatus.OK, ConfirmedFileView, {
    description: 'Confirm that the bytes were sent. Optional: it moves the scan to the front. Safe to repeat.',
  })
  @Problems('NOT_FOUND', 'UPLOAD_NOT_UPLOADED', 'INVALID_STATE', 'GONE')
  async confirm(
    @CurrentActor() actor: Actor,
    @Param('fileId') id: string,
    @ReadBody() _: ConfirmFileBody,
  ): Promise<ConfirmedFileView> {
    return ConfirmedFileView.from(await this.files.confirm(actor, id));
  }
}
