import { Controller, HttpStatus, Post, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Speaks } from '../../edge/errors/speaks.js';
import { words } from '../../shared/errors/words.js';
import { CurrentActor, RequireScope } from '../../edge/auth/decorators.js';
import { formOf, TakesForm } from '../../edge/http/form-body.js';
import type { Once } from '../../edge/idempotency/idempotency.pipe.js';
import { IdempotentBody, OnceByKey } from '../../edge/idempotency/idempotent.decorator.js';
import { Operation } from '../../edge/openapi/operation.js';
import { Problems, Returns } from '../../edge/openapi/route-decorators.js';
import type { MadeRecord } from '../../platform/idempotency/leased-key.js';
import type { Actor } from '../../shared/actor.js';
import { ReceivedFileView } from './dto/received-file.view.js';
import { FileReceiver, type Receiving } from './file-receiver.service.js';
import { FormReader } from './form/form-reader.js';

const text = (description: string) => ({ type: 'string', description });

const form = {
  type: 'object',
  required: ['file', 'bucket'],
  properties: {
    file: { type: 'string', format: 'binary', description: 'The file.' },
    bucket: text('The bucket, by name or id.'),
    metadata: text('Your own JSON object as text, at most 16 KiB.'),
    filename: text('File name. Default: that of the part.'),
    mimeType: text('MIME type. Default: the Content-Type of the part.'),
  },
};

/** The files API: files sent in a form. */
@Speaks(words.files)
@ApiTags('files')
@ApiBearerAuth()
@Controller(['v1/files', 'api/v1/files'])
export class UploadFileController {
  constructor(
    private readonly receiver: FileReceiver,
    private readonly forms: FormReader,
  ) {}

  @Operation(
    'uploadFile',
    'Send a file in a form',
    'The parts of the form may come in any order. The file is streamed to the store; a type that its bytes contradict is refused and nothing is kept.',
  )
  @Post('upload')
  @TakesForm()
  @IdempotentBody()
  @ApiBody({ schema: form })
  @RequireScope('uploads:write')
  @Returns(HttpStatus.CREATED, ReceivedFileView, { description: 'Send a file in a form, parts in any order.' })
  @Problems(
    'VALIDATION_FAILED',
    'validation-error',
    'QUOTA_EXCEEDED',
    'BUCKET_INACTIVE',
    'PAYLOAD_TOO_LARGE',
    'UNSUPPORTED_TYPE',
    'MIME_TYPE_MISMATCH',
    'SCHEMA_VIOLATION',
    'STAGING_LIMIT_EXCEEDED',
    'STORAGE_UNAVAILABLE',
  )
  async upload(
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @OnceByKey() once: Once | undefined,
  ): Promise<unknown> {
    const body = formOf(request);
    const receive = async (receiving?: Receiving) =>
      ReceivedFileView.from(await this.receiver.receive(actor, body, receiving));
    if (!once) return receive();
    return once({
      handle: ({ body: digest, lost: signal }) => receive({ digest, signal }),
      readBody: (digest) => this.forms.read(actor, body, digest),
      recall: async (_, made) => ReceivedFileView.from(await this.receiver.received(actor, (made as MadeRecord).id)),
    });
  }
}
