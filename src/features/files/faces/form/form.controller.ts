import { Controller, Delete, Get, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiParam, ApiTags } from '@nestjs/swagger';
import { Speaks } from '../../../../edge/errors/speaks.js';
import { words } from '../../../../shared/errors/words.js';
import { CurrentActor, RequireScope } from '../../../../edge/auth/decorators.js';
import { ReadBody, ReadQuery } from '../../../../edge/dto/read.js';
import { Idempotent } from '../../../../edge/idempotency/idempotent.decorator.js';
import { Operation } from '../../../../edge/openapi/operation.js';
import { Problems, Returns } from '../../../../edge/openapi/route-decorators.js';
import type { Actor } from '../../../../shared/actor.js';
import { DownloadsService, TerminationService } from '../../../uploads/index.js';
import { ConfirmFormBody, FormDownloadQuery, FormUrlInput } from './form.input.js';
import { FormRenewal } from './form-renewal.js';
import { FormService, type MadeForm } from './form.service.js';
import { FormDownloadView, FormFileView, FormUrlView } from './form.views.js';
import { KeyInPath } from './key-in-path.js';

const LINK_SECONDS = 3600;

/** The form API: files that are posted by HTML forms, with or without JavaScript. */
@Speaks(words.forms)
@ApiTags('form')
@ApiBearerAuth()
@Controller('files')
export class FormController {
  constructor(
    private readonly forms: FormService,
    private readonly downloads: DownloadsService,
    private readonly termination: TerminationService,
  ) {}

  @Operation(
    'createUploadForm',
    'Create a form for one file',
    'A form that takes one file of this type and of at most `max_size` bytes. Post it to the store, then confirm the key. A type that is not allowed is 400 `UNSUPPORTED_TYPE`.',
  )
  @Post('upload-url')
  @Idempotent<FormController, MadeForm>(
    async ({ forms }, actor, made) => FormUrlView.from(await forms.recall(actor, made)),
    FormRenewal,
  )
  @RequireScope('uploads:write')
  @Returns(HttpStatus.OK, FormUrlView, {
    description:
      'A form that takes one file of this type and of at most `max_size` bytes. Post it to the store, then confirm the key. A ' +
      'type that is not allowed is 400 `UNSUPPORTED_TYPE`.',
  })
  @Problems(
    'VALIDATION_FAILED',
    'INVALID_BUCKET',
    'UNSUPPORTED_METHOD',
    'QUOTA_EXCEEDED',
    'BUCKET_INACTIVE',
    'SCHEMA_VIOLATION',
    'STAGING_LIMIT_EXCEEDED',
    'STORAGE_NOT_CONFIGURED',
  )
  async issue(@CurrentActor() actor: Actor, @ReadBody() input: FormUrlInput): Promise<FormUrlView> {
    return FormUrlView.from(await this.forms.issue(actor, input));
  }

  @Operation(
    'confirmUploadForm',
    'Confirm that a form was sent',
    'By the key of the form. The bytes have arrived and are scanned next. Safe to repeat; before they have arrived it is 404.',
  )
  @Post('confirm/*')
  @ApiParam({ name: 'path', description: 'The `key` of the answer or of its `fields`; slashes plain or %2F.' })
  @RequireScope('uploads:write')
  @Returns(HttpStatus.OK, FormFileView, {
    description: 'The bytes have arrived and are scanned next. Safe to repeat. Before they have arrived: 404.',
  })
  @Problems('NOT_FOUND', 'INVALID_STATE', 'GONE')
  async confirm(
    @CurrentActor() actor: Actor,
    @KeyInPath() key: string,
    @ReadBody() _: ConfirmFormBody,
  ): Promise<FormFileView> {
    const { upload, size } = await this.forms.confirm(actor, key);
    return FormFileView.from(upload, size);
  }

  @Operation(
    'getFormFileDownloadUrl',
    'Get a link to a file of a form',
    'Once the file is available; the link needs no credentials.',
  )
  @Get('download/:fileId')
  @RequireScope('uploads:read')
  @Returns(HttpStatus.OK, FormDownloadView, { description: 'A link to the bytes, once the file is available.' })
  @Problems('NOT_FOUND', 'INVALID_STATE', 'GONE')
  async download(
    @CurrentActor() actor: Actor,
    @Param('fileId') id: string,
    @ReadQuery() { filename, expiresIn = LINK_SECONDS }: FormDownloadQuery,
  ): Promise<FormDownloadView> {
    return FormDownloadView.from(await this.downloads.link(actor, id, { filename, expiresIn }));
  }

  @Operation('deleteFormFile', 'Delete a file of a form', 'It cannot be read from this moment on.')
  @Delete(':fileId')
  @RequireScope('uploads:write')
  @Returns(HttpStatus.NO_CONTENT, undefined, {
    description: 'Deletes the file. It cannot be read from this moment on.',
  })
  @Problems('NOT_FOUND')
  async delete(@CurrentActor() actor: Actor, @Param('fileId') id: string): Promise<void> {
    await this.termination.delete(actor, id);
  }
}
