import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Post, Query, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AcceptUploadTokens, CurrentActor, RequireScope } from '../../../../edge/auth/decorators.js';
import { ErrorsAs } from '../../../../edge/errors/error-form.js';
import { LimitedMethods } from '../../../../edge/rate-limits/decorators.js';
import type { Actor } from '../../../../shared/actor.js';
import { stagingKey } from '../../domain/object-key.js';
import { companionErrors } from './companion-errors.js';
import { type Given, metadataIn, metadataOfQuery, objectOf, partNumberOf, partsIn, textIn } from './read-request.js';
import { fileOfCompanion } from './requested-file.js';
import { UppyUploadsService } from './uppy-uploads.service.js';

const MOST_URLS = 1_000;

/** The S3 routes of Uppy's Companion, for the bearer of an upload token. */
@ApiExcludeController()
@AcceptUploadTokens()
@RequireScope('uploads:write')
@ErrorsAs(companionErrors)
@Controller('u/:upload_token/s3')
export class CompanionController {
  constructor(private readonly uploads: UppyUploadsService) {}

  /** A form for one file. Uppy 4 and 5 also send a PUT, where the store takes no forms; Uppy 6 sends only forms. */
  @Get('params')
  @LimitedMethods('GET')
  async params(@CurrentActor() actor: Actor, @Query() query: Given, @Req() request: FastifyRequest) {
    const file = fileOfCompanion(query, metadataOfQuery(query));
    const orPut = request.headers.accept === 'application/json';
    const { upload, signed } = await this.uploads.whole(actor, file, { orPut });
    return {
      method: upload.method,
      url: signed.url,
      fields: signed.fields ?? {},
      headers: signed.headers,
      expires: upload.urlExpiresInSeconds,
      upload_id: upload.id,
    };
  }

  @Post('multipart')
  @HttpCode(HttpStatus.OK)
  async open(@CurrentActor() actor: Actor, @Body() body: unknown) {
    const given = objectOf(body);
    const upload = await this.uploads.open(actor, fileOfCompanion(given, metadataIn(given)));
    return { key: stagingKey(upload), uploadId: upload.id, bucket: upload.bucketName, upload_id: upload.id };
  }

  @Get('multipart/:uploadId')
  async list(@CurrentActor() actor: Actor, @Param('uploadId') uploadId: string, @Query() query: Given) {
    const parts = await this.uploads.list(actor, { uploadId, key: textIn(query, 'key') });
    return parts.map(({ partNumber, etag, size }) => ({ PartNumber: partNumber, ETag: `"${etag}"`, Size: size }));
  }

  @Get('multipart/:uploadId/batch')
  @LimitedMethods('GET')
  async signMany(@CurrentActor() actor: Actor, @Param('uploadId') uploadId: string, @Query() query: Given) {
    const named = (textIn(query, 'partNumbers') ?? '').split(',', MOST_URLS);
    const numbers = named.map(partNumberOf);
    const parts = await this.uploads.sign(actor, { uploadId, key: textIn(query, 'key') }, numbers);
    const presignedUrls = Object.fromEntries(parts.map(({ partNumber, url }) => [partNumber, url]));
    return { presignedUrls, upload_id: uploadId };
  }

  @Get('multipart/:uploadId/:partNumber')
  @LimitedMethods('GET')
  async sign(
    @CurrentActor() actor: Actor,
    @Param('uploadId') uploadId: string,
    @Param('partNumber') partNumber: string,
    @Query() query: Given,
  ) {
    const session = { uploadId, key: textIn(query, 'key') };
    const [part] = await this.uploads.sign(actor, session, [partNumberOf(partNumber)]);
    const { url, expiresAt } = part!;
    return { url, expires: secondsUntil(expiresAt), upload_id: uploadId };
  }

  @Post('multipart/:uploadId/complete')
  @HttpCode(HttpStatus.OK)
  async complete(
    @CurrentActor() actor: Actor,
    @Param('uploadId') uploadId: string,
    @Query() query: Given,
    @Body() body: unknown,
  ) {
    const session = { uploadId, key: textIn(query, 'key') };
    const upload = await this.uploads.complete(actor, session, partsIn(objectOf(body)));
    const { id, bucketName: bucket } = upload;
    return { location: this.uploads.locationOf(upload), key: stagingKey(upload), bucket, upload_id: id };
  }

  @Delete('multipart/:uploadId')
  @HttpCode(HttpStatus.OK)
  async abort(@CurrentActor() actor: Actor, @Param('uploadId') uploadId: string, @Query() query: Given) {
    await this.uploads.abort(actor, { uploadId, key: textIn(query, 'key') });
    return { upload_id: uploadId };
  }
}

const secondsUntil = (at: Date) => Math.max(1, Math.floor((at.getTime() - Date.now()) / 1000));
