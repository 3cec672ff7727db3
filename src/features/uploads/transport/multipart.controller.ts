import { Controller, Get, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { AcceptUploadTokens, CurrentActor, RequireScope } from '../../../edge/auth/decorators.js';
import { ReadBody } from '../../../edge/dto/read.js';
import { Operation } from '../../../edge/openapi/operation.js';
import { Problems, Returns } from '../../../edge/openapi/route-decorators.js';
import type { Actor } from '../../../shared/actor.js';
import { SignedPartsView, SignPartsBody, StoredPartsView } from './dto/upload-parts.js';
import { MultipartService } from '../multipart/multipart.service.js';

/** Uploads in parts, over REST. */
@ApiTags('uploads')
@ApiBearerAuth()
@Controller('v1/uploads/:uploadId/parts')
export class MultipartController {
  constructor(private readonly multipart: MultipartService) {}

  @Operation(
    'signUploadParts',
    'Sign the URLs of parts',
    'URLs for up to 1,000 parts of a MULTIPART upload, again whenever they expired. The length of each part is signed.',
  )
  @Post()
  @AcceptUploadTokens()
  @RequireScope('uploads:write')
  @Returns(HttpStatus.OK, SignedPartsView, { description: 'Get URLs to send parts to, again whenever they expired.' })
  @Problems('VALIDATION_FAILED', 'UNSUPPORTED_METHOD', 'NOT_FOUND', 'INVALID_STATE')
  async sign(
    @CurrentActor() actor: Actor,
    @Param('uploadId') id: string,
    @ReadBody() { partNumbers }: SignPartsBody,
  ): Promise<SignedPartsView> {
    return SignedPartsView.from(await this.multipart.sign(actor, id, partNumbers));
  }

  @Operation(
    'listUploadParts',
    'List the parts that have arrived',
    'Which parts the store has, and how the file is cut, so that a client can go on after a reload.',
  )
  @Get()
  @AcceptUploadTokens()
  @RequireScope('uploads:write', 'uploads:read')
  @Returns(HttpStatus.OK, StoredPartsView, { description: 'Which parts the store has, to go on after a reload.' })
  @Problems('UNSUPPORTED_METHOD', 'NOT_FOUND')
  async list(@CurrentActor() actor: Actor, @Param('uploadId') id: string): Promise<StoredPartsView> {
    return StoredPartsView.from(await this.multipart.list(actor, id));
  }
}
