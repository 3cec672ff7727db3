import { Controller, Delete, Get, HttpStatus, Param, Post, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AcceptUploadTokens, CurrentActor, RequireScope } from '../../../edge/auth/decorators.js';
import { ReadBody, ReadQuery } from '../../../edge/dto/read.js';
import { Idempotent } from '../../../edge/idempotency/idempotent.decorator.js';
import { Operation } from '../../../edge/openapi/operation.js';
import { Problems, Returns, ReturnsPage } from '../../../edge/openapi/route-decorators.js';
import { pageView } from '../../../edge/page/page-view.js';
import type { Actor } from '../../../shared/actor.js';
import { mapPage } from '../../../shared/page.js';
import { ConfirmUploadService } from '../confirmation/confirm-upload.service.js';
import { CreateUploadService } from '../creation/create-upload.service.js';
import { DownloadsService } from '../downloads/downloads.service.js';
import { ConfirmUploadBody } from './dto/confirm-upload.input.js';
import { CreateUploadInput } from './dto/create-upload.input.js';
import { DownloadLinkView, DownloadQuery } from './dto/download.js';
import { filterOf, ListUploadsQuery } from './dto/list-uploads.query.js';
import { UploadView } from './dto/upload.view.js';
import { TerminationService } from '../termination/termination.service.js';
import { UrlRenewalService } from '../signing/url-renewal.service.js';
import { UploadUrlRenewal } from './upload-url-renewal.js';
import { UploadsService } from '../records/uploads.service.js';

const UploadPage = pageView(UploadView);

/** The uploads API over REST. */
@ApiTags('uploads')
@ApiBearerAuth()
@Controller('v1')
export class UploadsController {
  constructor(
    private readonly creation: CreateUploadService,
    private readonly confirmation: ConfirmUploadService,
    private readonly uploads: UploadsService,
    private readonly termination: TerminationService,
    private readonly downloads: DownloadsService,
    private readonly renewal: UrlRenewalService,
  ) {}

  @Operation(
    'createUpload',
    'Create an upload',
    'Announces a file. Everything is checked before a URL is issued: type, size, quota and schema. Send the bytes to `presigned_url` with the `headers` of the answer, then call `confirmUpload`.',
  )
  @Post('buckets/:bucketId/uploads')
  @AcceptUploadTokens()
  @Idempotent<UploadsController>(
    async ({ uploads }, actor, { id }) => UploadView.from(actor, await uploads.recall(actor, id)),
    UploadUrlRenewal,
  )
  @RequireScope('uploads:write')
  @Returns(HttpStatus.CREATED, UploadView, { description: 'Announce a file and get a URL to send it to.' })
  @Returns(HttpStatus.OK, UploadView, {
    description: 'Nothing was made: an object with the same unique key exists (policy skip).',
  })
  @Problems(
    'VALIDATION_FAILED',
    'QUOTA_EXCEEDED',
    'NOT_FOUND',
    'PAYLOAD_TOO_LARGE',
    'UNSUPPORTED_TYPE',
    'BUCKET_INACTIVE',
    'UNIQUE_KEY_EXISTS',
    'SCHEMA_VIOLATION',
    'STAGING_LIMIT_EXCEEDED',
  )
  async create(
    @CurrentActor() actor: Actor,
    @Param('bucketId') bucket: string,
    @ReadBody() input: CreateUploadInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UploadView> {
    const issued = await this.creation.create(actor, bucket, input);
    if (issued.isDuplicate || issued.skippedFor !== undefined) void reply.status(HttpStatus.OK);
    return UploadView.issued(issued);
  }

  @Operation(
    'confirmUpload',
    'Confirm that the bytes have arrived',
    'The store is looked at, and the file is scanned next. Safe to repeat; while the bytes are missing it is 409 `UPLOAD_NOT_UPLOADED`. Parts are completed by it too.',
  )
  @Post('uploads/:uploadId/confirm')
  @AcceptUploadTokens()
  @RequireScope('uploads:write')
  @Returns(HttpStatus.ACCEPTED, UploadView, { description: 'Confirm that the bytes have arrived. Safe to repeat.' })
  @Problems('NOT_FOUND', 'UPLOAD_NOT_UPLOADED', 'INVALID_STATE', 'GONE', 'CHECKSUM_MISMATCH')
  async confirm(@CurrentActor() actor: Actor, @Param('uploadId') id: string, @ReadBody() input: ConfirmUploadBody) {
    return UploadView.from(actor, await this.confirmation.confirm(actor, id, input));
  }

  @Operation(
    'confirmUploadInBucket',
    'Confirm an upload of this bucket',
    'As `confirmUpload`; an upload of another bucket is 404.',
  )
  @Post('buckets/:bucketId/uploads/:uploadId/confirm')
  @AcceptUploadTokens()
  @RequireScope('uploads:write')
  @Returns(HttpStatus.ACCEPTED, UploadView, { description: 'The same, for an upload of this bucket.' })
  @Problems('NOT_FOUND', 'UPLOAD_NOT_UPLOADED', 'INVALID_STATE', 'GONE', 'CHECKSUM_MISMATCH')
  async confirmInBucket(
    @CurrentActor() actor: Actor,
    @Param('bucketId') bucket: string,
    @Param('uploadId') id: string,
    @ReadBody() input: ConfirmUploadBody,
  ): Promise<UploadView> {
    return UploadView.from(actor, await this.confirmation.confirm(actor, id, input, bucket));
  }

  @Operation(
    'signUpload',
    'Sign the URL of an upload again',
    'A fresh URL for an upload whose bytes have not arrived, for example because the first one expired.',
  )
  @Post('uploads/:uploadId/sign')
  @AcceptUploadTokens()
  @RequireScope('uploads:write')
  @Returns(HttpStatus.OK, UploadView, { description: 'A URL with a new life, while PENDING.' })
  @Problems('NOT_FOUND', 'INVALID_STATE')
  async sign(@CurrentActor() actor: Actor, @Param('uploadId') id: string): Promise<UploadView> {
    const { upload, signed } = await this.renewal.sign(actor, id);
    return UploadView.from(actor, upload, signed);
  }

  @Operation(
    'listUploads',
    'List uploads',
    'Uploads of the workspace, newest first, by status, bucket, type, time and metadata. Repeat with `cursor` set to `next_cursor` until that is null.',
  )
  @Get('uploads')
  @RequireScope('uploads:read')
  @ReturnsPage(UploadView, { description: 'Uploads of the workspace, newest first.' })
  async list(@CurrentActor() actor: Actor, @ReadQuery() query: ListUploadsQuery) {
    const found = await this.uploads.list(actor, filterOf(query), query.page('uploads'));
    return UploadPage.from(mapPage(found, (upload) => UploadView.from(actor, upload)));
  }

  @Operation(
    'getUpload',
    'Get an upload',
    'One upload and where it is in its life. It is readable once its status is COMPLETED; `status_reason` says why one failed.',
  )
  @Get('uploads/:uploadId')
  @AcceptUploadTokens()
  @RequireScope('uploads:read')
  @Returns(HttpStatus.OK, UploadView, { description: 'One upload and where it is in its life.' })
  @Problems('NOT_FOUND')
  async get(@CurrentActor() actor: Actor, @Param('uploadId') id: string): Promise<UploadView> {
    return UploadView.from(actor, await this.uploads.get(actor, id));
  }

  @Operation(
    'getUploadContent',
    'Read the bytes of an upload',
    'Redirects to a link of 60 seconds. Before the file is available it is 409, after a rejection 410.',
  )
  @Get('uploads/:uploadId/content')
  @RequireScope('uploads:read')
  @Returns(HttpStatus.FOUND, undefined, { description: 'Redirects to a link to the bytes.' })
  @Problems('NOT_FOUND', 'INVALID_STATE', 'GONE')
  async content(
    @CurrentActor() actor: Actor,
    @Param('uploadId') id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { url } = await this.downloads.content(actor, id);
    await reply.header('cache-control', 'no-store').redirect(url, HttpStatus.FOUND);
  }

  @Operation(
    'getUploadDownloadUrl',
    'Get a link to the bytes of an upload',
    'A link that needs no credentials, for `expires_in` seconds. `filename` and `disposition` say how a browser saves it.',
  )
  @Get('uploads/:uploadId/download-url')
  @RequireScope('uploads:read')
  @Returns(HttpStatus.OK, DownloadLinkView, { description: 'A link to the bytes.' })
  @Problems('NOT_FOUND', 'INVALID_STATE', 'GONE')
  async downloadUrl(
    @CurrentActor() actor: Actor,
    @Param('uploadId') id: string,
    @ReadQuery() query: DownloadQuery,
  ): Promise<DownloadLinkView> {
    return DownloadLinkView.from(await this.downloads.link(actor, id, query));
  }

  @Operation(
    'cancelUpload',
    'Cancel an upload, or delete its file',
    'Before the file is available the upload is canceled (200, with the upload); afterwards the file is deleted (204) and cannot be read from then on.',
  )
  @Delete('uploads/:uploadId')
  @AcceptUploadTokens()
  @RequireScope('uploads:write')
  @Returns(HttpStatus.OK, UploadView, { description: 'Cancel an upload that is not finished, or delete its file.' })
  @Returns(HttpStatus.NO_CONTENT, undefined, { description: 'The file was deleted.' })
  @Problems('NOT_FOUND')
  async cancelOrDelete(
    @CurrentActor() actor: Actor,
    @Param('uploadId') id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const canceled = await this.termination.cancelOrDelete(actor, id);
    if (canceled) await reply.status(HttpStatus.OK).send(UploadView.from(actor, canceled));
    else await reply.status(HttpStatus.NO_CONTENT).send();
  }
}
