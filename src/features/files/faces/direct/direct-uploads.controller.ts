import { Controller, HttpStatus, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiResponse, type ApiResponseOptions, ApiTags } from '@nestjs/swagger';
import { Speaks } from '../../../../edge/errors/speaks.js';
import { words } from '../../../../shared/errors/words.js';
import { CurrentActor, RequireScope } from '../../../../edge/auth/decorators.js';
import { ReadForeignBody } from '../../../../edge/dto/read.js';
import { ErrorsAs } from '../../../../edge/errors/error-form.js';
import { Idempotent } from '../../../../edge/idempotency/idempotent.decorator.js';
import { Operation } from '../../../../edge/openapi/operation.js';
import { Returns } from '../../../../edge/openapi/route-decorators.js';
import type { Actor } from '../../../../shared/actor.js';
import { BlobDescriptions } from './blob-descriptions.js';
import { DirectUploadRenewal } from './direct-upload-renewal.js';
import { DirectUploadsService } from './direct-uploads.service.js';
import { directErrors } from './error-dialect.js';
import { DirectUploadInput } from './dto/direct-upload.input.js';
import { DirectUploadView } from './dto/direct-upload.view.js';

/** The form of every error of this route. */
const errors = {
  status: 'default',
  description: 'An error in the form of this API; `detail` is a list of `{loc, msg, type}` for invalid fields.',
  schema: {
    type: 'object',
    properties: { detail: {}, error: { type: 'string' }, error_code: { type: 'string' } },
    required: ['detail'],
  },
} satisfies ApiResponseOptions;

/** What the JavaScript of Active Storage asks for before it sends a file. */
@Speaks(words.blobs)
@ApiTags('direct')
@ApiBearerAuth()
@ErrorsAs(directErrors)
@Controller('api/v1/upload/direct')
export class DirectUploadsController {
  constructor(
    private readonly uploads: DirectUploadsService,
    private readonly blobs: BlobDescriptions,
  ) {}

  @Operation(
    'createDirectUpload',
    'Announce a file as Active Storage does',
    'Answers a URL to PUT the bytes to, as @rails/activestorage expects it. Errors are `{detail, error, error_code}`, invalid fields `422 {detail: [{loc, msg, type}]}`. Fields that are not listed are ignored.',
  )
  @Post()
  @Idempotent<DirectUploadsController>(
    async ({ uploads, blobs }, actor, { id }) => blobs.describe(await uploads.recall(actor, id)),
    DirectUploadRenewal,
  )
  @RequireScope('uploads:write')
  @ApiResponse(errors)
  @Returns(HttpStatus.OK, DirectUploadView, {
    description:
      'Announce a file and get a URL to PUT its bytes to, as @rails/activestorage does. Errors are `{detail, error, ' +
      'error_code}`, invalid fields `422 {detail: [{loc, msg, type}]}`. Fields that are not listed are ignored.',
  })
  async create(
    @CurrentActor() actor: Actor,
    @ReadForeignBody() { blob }: DirectUploadInput,
  ): Promise<DirectUploadView> {
    return this.blobs.describe(await this.uploads.create(actor, blob), blob.checksum);
  }
}
