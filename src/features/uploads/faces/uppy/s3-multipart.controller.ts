import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  HttpStatus,
  Param,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AcceptUploadTokens, CurrentActor, RequireScope } from '../../../../edge/auth/decorators.js';
import { ErrorsAs } from '../../../../edge/errors/error-form.js';
import { TakesAnyBody } from '../../../../edge/http/any-body.js';
import type { Actor } from '../../../../shared/actor.js';
import { Errors } from '../../../../shared/errors/errors.js';
import { stagingKey } from '../../domain/object-key.js';
import { SignedIds } from '../../signed-ids/signed-ids.js';
import { type Given, textIn } from './read-request.js';
import { fileOf } from './requested-file.js';
import { s3Errors } from './s3-errors.js';
import { completedParts, element, listOfParts, xmlDocument } from './s3-xml.js';
import { UppyErrors } from './uppy.errors.js';
import { UppyUploadsService } from './uppy-uploads.service.js';

const XML = ['content-type', 'application/xml'] as const;

/** The multipart requests of S3 that Uppy 6 sends itself, so that the service sees and checks them. */
@ApiExcludeController()
@AcceptUploadTokens()
@RequireScope('uploads:write')
@ErrorsAs(s3Errors)
@Controller('u/:upload_token/s3-multipart/:session')
export class S3MultipartController {
  constructor(
    private readonly uploads: UppyUploadsService,
    private readonly ids: SignedIds,
  ) {}

  /** CreateMultipartUpload by `?uploads`, CompleteMultipartUpload by `?uploadId=`. */
  @Post()
  @TakesAnyBody()
  @HttpCode(HttpStatus.OK)
  @Header(...XML)
  async openOrComplete(
    @CurrentActor() actor: Actor,
    @Param('session') session: string,
    @Query() query: Given,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body() body: unknown,
  ): Promise<string> {
    if ('uploads' in query) return this.open(actor, session, query, request, reply);
    if (!Buffer.isBuffer(body)) throw Errors.invalidField('body', 'must be a CompleteMultipartUpload document');
    const parts = completedParts(body.toString('utf8'));
    const upload = await this.uploads.complete(actor, { uploadId: session, key: textIn(query, 'key') }, parts);
    void reply.header('x-upload-id', upload.id);
    const fields = [
      element('Location', this.uploads.locationOf(upload)),
      element('Bucket', upload.bucketName),
      element('Key', stagingKey(upload)),
    ];
    return xmlDocument('CompleteMultipartUploadResult', fields.join(''));
  }

  @Get()
  @Header(...XML)
  async list(@CurrentActor() actor: Actor, @Param('session') uploadId: string, @Query() query: Given): Promise<string> {
    const key = textIn(query, 'key');
    const parts = await this.uploads.list(actor, { uploadId, key });
    const fields = [element('Key', key!), element('UploadId', uploadId), element('IsTruncated', 'false')];
    return xmlDocument('ListPartsResult', fields.join('') + listOfParts(parts));
  }

  @Delete()
  @HttpCode(HttpStatus.NO_CONTENT)
  async abort(@CurrentActor() actor: Actor, @Param('session') uploadId: string, @Query() query: Given): Promise<void> {
    await this.uploads.abort(actor, { uploadId, key: textIn(query, 'key') });
  }

  private async open(
    actor: Actor,
    session: string,
    query: Given,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<string> {
    const issued = this.ids.verify('session', session);
    if (issued?.workspaceId !== actor.workspaceId) throw UppyErrors.staleSession();
    const file = fileOf({ ...query, contentType: request.headers['content-type'] }, issued.uploadId);
    const upload = await this.uploads.open(actor, file, issued.uploadId);
    void reply.header('x-upload-id', upload.id);
    const fields = [
      element('Bucket', upload.bucketName),
      element('Key', stagingKey(upload)),
      element('UploadId', upload.id),
    ];
    return xmlDocument('InitiateMultipartUploadResult', fields.join(''));
  }
}
