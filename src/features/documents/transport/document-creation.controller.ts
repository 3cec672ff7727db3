import { Controller, HttpStatus, Param, Post, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentActor, RequireScope } from '../../../edge/auth/decorators.js';
import { ReadBody } from '../../../edge/dto/read.js';
import { Idempotent } from '../../../edge/idempotency/idempotent.decorator.js';
import { Operation } from '../../../edge/openapi/operation.js';
import { Problems, Returns } from '../../../edge/openapi/route-decorators.js';
import type { Actor } from '../../../shared/actor.js';
import { CreateDocumentService, type MadeDocument } from '../creation/create-document.service.js';
import { DocumentOfUploadService } from '../creation/document-of-upload.service.js';
import { DocumentOfUploadInput, UploadDocumentInput } from '../dto/create-document.input.js';
import { DocumentView } from '../dto/document.view.js';
import { IssuedDocumentView } from '../dto/issued-document.view.js';
import { ProcessingStartedView } from '../dto/processing.view.js';
import { Speaks } from '../../../edge/errors/speaks.js';
import { words } from '../../../shared/errors/words.js';
import { ProcessingService } from '../processing/processing.service.js';
import { DocumentUrlRenewal } from './document-url-renewal.js';
import { inWorkspace } from './in-workspace.js';

/** The documents API over REST: new documents on their way. */
@Speaks(words.documents)
@ApiTags('documents')
@ApiBearerAuth()
@ApiParam(inWorkspace)
@Controller('api/workspaces/:workspace_id/documents')
export class DocumentCreationController {
  constructor(
    private readonly creation: CreateDocumentService,
    private readonly ofUpload: DocumentOfUploadService,
    private readonly processing: ProcessingService,
  ) {}

  @Operation(
    'createDocument',
    'Create a document and get a URL for its file',
    'Announces a document. Send its file to `upload_url` with the `headers` of the answer, then call `confirmDocument`.',
  )
  @Post('upload')
  @Idempotent<DocumentCreationController, MadeDocument>(
    async ({ creation }, actor, made) => IssuedDocumentView.from(await creation.recall(actor, made)),
    DocumentUrlRenewal,
  )
  @RequireScope('documents:write')
  @Returns(HttpStatus.CREATED, IssuedDocumentView, {
    description: 'Announce a document and get a URL to PUT its file to. Confirm it afterwards.',
  })
  @Problems(
    'VALIDATION_FAILED',
    'QUOTA_EXCEEDED',
    'NOT_FOUND',
    'INVALID_STATE',
    'BUCKET_INACTIVE',
    'PAYLOAD_TOO_LARGE',
    'UNSUPPORTED_TYPE',
    'SCHEMA_VIOLATION',
    'STAGING_LIMIT_EXCEEDED',
    'STORAGE_NOT_CONFIGURED',
  )
  async upload(@CurrentActor() actor: Actor, @ReadBody() input: UploadDocumentInput): Promise<IssuedDocumentView> {
    return IssuedDocumentView.from(await this.creation.create(actor, input));
  }

  @Operation(
    'createDocumentOfUpload',
    'Create a document of an upload',
    'The text of a file that is available is made searchable. An upload has at most one document: it is answered unchanged (200) if it is there.',
  )
  @Post()
  @Idempotent<DocumentCreationController>(async ({ ofUpload }, actor, { id }) =>
    DocumentView.from(actor, await ofUpload.recall(actor, id)),
  )
  @RequireScope('documents:write')
  @Returns(HttpStatus.CREATED, DocumentView, {
    description:
      'A document of an AVAILABLE upload. Needs `uploads:read` and `uploads:write` too, and for members an upload of ' +
      'their own: deleting the document deletes its file.',
  })
  @Returns(HttpStatus.OK, DocumentView, { description: 'The upload has a document already: this one, unchanged.' })
  @Problems('VALIDATION_FAILED', 'FORBIDDEN', 'NOT_FOUND', 'INVALID_STATE', 'UNSUPPORTED_TYPE')
  async ofExisting(
    @CurrentActor() actor: Actor,
    @ReadBody() input: DocumentOfUploadInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DocumentView> {
    const { document, isNew } = await this.ofUpload.create(actor, input);
    if (!isNew) void reply.status(HttpStatus.OK);
    return DocumentView.from(actor, document);
  }

  @Operation(
    'confirmDocument',
    'Confirm that the file of a document was sent',
    'It is scanned, and its text extracted. Safe to repeat. `getDocumentProcessing` says how far it is.',
  )
  @Post(':document_id/confirm-upload')
  @RequireScope('documents:write')
  @Returns(HttpStatus.ACCEPTED, ProcessingStartedView, {
    description: 'The file was sent: it is scanned, and its text extracted. Safe to repeat.',
  })
  @Problems(
    'NOT_FOUND',
    'UPLOAD_NOT_UPLOADED',
    'INVALID_STATE',
    'GONE',
    'STORAGE_UNAVAILABLE',
    'STORAGE_NOT_CONFIGURED',
  )
  async confirm(@CurrentActor() actor: Actor, @Param('document_id') id: string): Promise<ProcessingStartedView> {
    return ProcessingStartedView.from(await this.processing.confirm(actor, id));
  }

  @Operation(
    'reprocessDocument',
    'Extract the text of a document again',
    'Its pieces are replaced once the new ones are ready. No effect while that is under way.',
  )
  @Post(':document_id/reprocess')
  @RequireScope('documents:write')
  @Returns(HttpStatus.ACCEPTED, ProcessingStartedView, {
    description: 'Extract the text again, while the file is AVAILABLE. No effect while that is under way.',
  })
  @Problems('NOT_FOUND', 'INVALID_STATE')
  async reprocess(@CurrentActor() actor: Actor, @Param('document_id') id: string): Promise<ProcessingStartedView> {
    return ProcessingStartedView.from(await this.processing.reprocess(actor, id));
  }
}
