import { Controller, Delete, Get, HttpStatus, Param, Patch } from '@nestjs/common';
import { ApiBearerAuth, ApiParam, ApiTags } from '@nestjs/swagger';
import { Speaks } from '../../../edge/errors/speaks.js';
import { words } from '../../../shared/errors/words.js';
import { CurrentActor, RequireScope } from '../../../edge/auth/decorators.js';
import { ReadBody, ReadQuery } from '../../../edge/dto/read.js';
import { Operation } from '../../../edge/openapi/operation.js';
import { Problems, Returns, ReturnsPage } from '../../../edge/openapi/route-decorators.js';
import { pageView } from '../../../edge/page/page-view.js';
import type { Actor } from '../../../shared/actor.js';
import { mapPage } from '../../../shared/page.js';
import { listNamed, orderNamed } from '../dto/document-order.js';
import { DocumentView } from '../dto/document.view.js';
import { DocumentLinkView } from '../dto/issued-document.view.js';
import { filterOf, ListDocumentsQuery } from '../dto/list-documents.query.js';
import { ProcessingView } from '../dto/processing.view.js';
import { UpdateDocumentInput } from '../dto/update-document.input.js';
import { DocumentsService } from '../records/documents.service.js';
import { inWorkspace } from './in-workspace.js';

const DocumentPage = pageView(DocumentView);

/** The documents API over REST. */
@Speaks(words.documents)
@ApiTags('documents')
@ApiBearerAuth()
@ApiParam(inWorkspace)
@Controller('api/workspaces/:workspace_id/documents')
export class DocumentsController {
  constructor(private readonly documents: DocumentsService) {}

  @Operation(
    'listDocuments',
    'List documents',
    'Documents of the workspace, newest first unless `sort` says otherwise.',
  )
  @Get()
  @RequireScope('documents:read')
  @ReturnsPage(DocumentView, { description: 'Documents of the workspace, newest first unless `sort` says otherwise.' })
  @Problems('NOT_FOUND')
  async list(@CurrentActor() actor: Actor, @ReadQuery() query: ListDocumentsQuery) {
    const order = orderNamed(query.sort);
    const found = await this.documents.list(actor, filterOf(query), order, query.page(listNamed(order)));
    return DocumentPage.from(mapPage(found, (document) => DocumentView.from(actor, document)));
  }

  @Operation('getDocument', 'Get a document', 'One document with its processing status.')
  @Get(':document_id')
  @RequireScope('documents:read')
  @Returns(HttpStatus.OK, DocumentView, { description: 'One document.' })
  @Problems('NOT_FOUND')
  async get(@CurrentActor() actor: Actor, @Param('document_id') id: string): Promise<DocumentView> {
    return DocumentView.from(actor, await this.documents.get(actor, id));
  }

  @Operation(
    'getDocumentProcessing',
    'Get the processing status of a document',
    'How far the service is with it, in stages, and why it failed.',
  )
  @Get(':document_id/processing-status')
  @RequireScope('documents:read')
  @Returns(HttpStatus.OK, ProcessingView, { description: 'How far the service is with a document, and why it failed.' })
  @Problems('NOT_FOUND')
  async processingStatus(@CurrentActor() actor: Actor, @Param('document_id') id: string): Promise<ProcessingView> {
    return ProcessingView.from(actor, await this.documents.get(actor, id));
  }

  @Operation(
    'getDocumentDownloadUrl',
    'Get a link to the file of a document',
    'A link that needs no credentials, once the file is available.',
  )
  @Get(':document_id/download-url')
  @RequireScope('documents:read')
  @Returns(HttpStatus.OK, DocumentLinkView, { description: 'A link to the file, once it is available.' })
  @Problems('NOT_FOUND', 'INVALID_STATE', 'GONE', 'STORAGE_NOT_CONFIGURED')
  async downloadUrl(@CurrentActor() actor: Actor, @Param('document_id') id: string): Promise<DocumentLinkView> {
    return DocumentLinkView.from(await this.documents.downloadUrl(actor, id));
  }

  @Operation(
    'updateDocument',
    'Update a document',
    'Changes its name, its description, its language, or the knowledge bases it is in. What is left out stays.',
  )
  @Patch(':document_id')
  @RequireScope('documents:write')
  @Returns(HttpStatus.OK, DocumentView, {
    description:
      'Change its name, its description, its language, or the knowledge bases it is in. What is left out stays.',
  })
  @Problems('NOT_FOUND')
  async update(
    @CurrentActor() actor: Actor,
    @Param('document_id') id: string,
    @ReadBody() input: UpdateDocumentInput,
  ): Promise<DocumentView> {
    return DocumentView.from(actor, await this.documents.update(actor, id, input));
  }

  @Operation(
    'deleteDocument',
    'Delete a document',
    'The document and its file: nothing of it can be read or found from this moment on.',
  )
  @Delete(':document_id')
  @RequireScope('documents:write')
  @Returns(HttpStatus.NO_CONTENT, undefined, {
    description: 'Deletes the document and its file. Nothing of it can be read from this moment on.',
  })
  @Problems('NOT_FOUND')
  async delete(@CurrentActor() actor: Actor, @Param('document_id') id: string): Promise<void> {
    await this.documents.delete(actor, id);
  }
}
