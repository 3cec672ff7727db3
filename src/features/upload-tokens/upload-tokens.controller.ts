import { Controller, Delete, Get, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { ReadBody, ReadQuery } from '../../edge/dto/read.js';
import { Idempotent } from '../../edge/idempotency/idempotent.decorator.js';
import { Operation } from '../../edge/openapi/operation.js';
import { Problems, Returns, ReturnsPage } from '../../edge/openapi/route-decorators.js';
import { PageQuery } from '../../edge/page/page-query.js';
import { pageView } from '../../edge/page/page-view.js';
import type { Actor } from '../../shared/actor.js';
import { mapPage } from '../../shared/page.js';
import { CreateUploadTokenInput } from './dto/create-upload-token.input.js';
import { UploadTokenView } from './dto/upload-token.view.js';
import { UploadTokensService } from './upload-tokens.service.js';

/** Capabilities for browsers. Only the answer to the creation shows the secret. */
@ApiTags('keys')
@ApiBearerAuth()
@RequireScope('uploads:write')
@Controller('v1/upload-tokens')
export class UploadTokensController {
  constructor(private readonly tokens: UploadTokensService) {}

  @Operation(
    'createUploadToken',
    'Create an upload token',
    'A token by which a page may upload within these limits, and never more than its maker may. This answer alone shows the token.',
  )
  @Post()
  @Idempotent<UploadTokensController>(({ tokens }, actor, { id, secret }) =>
    tokens.made(actor, id, secret).then(UploadTokenView.issued),
  )
  @Returns(HttpStatus.CREATED, UploadTokenView, { description: 'The only answer that shows the secret.' })
  @Problems('VALIDATION_FAILED', 'INVALID_BUCKET', 'BUCKET_INACTIVE', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_TYPE')
  async create(@CurrentActor() actor: Actor, @ReadBody() input: CreateUploadTokenInput): Promise<UploadTokenView> {
    return UploadTokenView.issued(await this.tokens.create(actor, input));
  }

  @Operation('listUploadTokens', 'List upload tokens', 'Tokens that still work, newest first. Members see their own.')
  @Get()
  @ReturnsPage(UploadTokenView, { description: 'Tokens that still work: members see their own.' })
  async list(@CurrentActor() actor: Actor, @ReadQuery() query: PageQuery) {
    const tokens = await this.tokens.list(actor, query.page('upload-tokens'));
    return pageView(UploadTokenView).from(mapPage(tokens, UploadTokenView.from));
  }

  @Operation(
    'revokeUploadToken',
    'Revoke an upload token',
    'It is refused everywhere within five seconds. Uploads that were made with it stay.',
  )
  @Delete(':upload_token_id')
  @Returns(HttpStatus.NO_CONTENT, undefined, { description: 'Refused everywhere within five seconds.' })
  @Problems('NOT_FOUND')
  async revoke(@CurrentActor() actor: Actor, @Param('upload_token_id') id: string): Promise<void> {
    await this.tokens.revoke(actor, id);
  }
}
