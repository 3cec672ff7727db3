import { Mutation, Query, Resolver } from '@nestjs/graphql';
import { Speaks } from '../../../edge/errors/speaks.js';
import { words } from '../../../shared/errors/words.js';
import { CurrentActor, RequireScope } from '../../../edge/auth/decorators.js';
import { ReadArgs, ReadId, ReadInput } from '../../../edge/dto/read.js';
import { Cost } from '../../../edge/graphql/limits/cost.js';
import { Idempotent } from '../../../edge/idempotency/idempotent.decorator.js';
import { connectionOf } from '../../../edge/page/connection.js';
import type { MadeRecord } from '../../../platform/idempotency/leased-key.js';
import type { Actor } from '../../../shared/actor.js';
import { mapPage } from '../../../shared/page.js';
import { CreateDocumentService, type MadeDocument } from '../creation/create-document.service.js';
import { DocumentOfUploadService } from '../creation/document-of-upload.service.js';
import { askedDocument, CreateDocumentInput } from '../dto/create-document.input.js';
import { listNamed, orderOf } from '../dto/document-order.js';
import { DocumentView } from '../dto/document.view.js';
import { filterOf, ListDocumentsArgs } from '../dto/list-documents.query.js';
import { DocumentIdInput, UpdateDocumentByIdInput } from '../dto/update-document.input.js';
import { ProcessingService } from '../processing/processing.service.js';
import { DocumentsService } from '../records/documents.service.js';
import { DocumentUrlRenewal } from './document-url-renewal.js';

const DocumentConnection = connectionOf(DocumentView, 'Document');

/** The documents API by GraphQL. */
@Speaks(words.documents)
@Resolver(() => DocumentView)
export class DocumentsResolver {
  constructor(
    private readonly creation: CreateDocumentService,
    private readonly ofUpload: DocumentOfUploadService,
    private readonly processing: ProcessingService,
    private readonly service: DocumentsService,
  ) {}

  @Query(() => DocumentView, { nullable: true, description: 'One document.' })
  @RequireScope('documents:read')
  async document(@CurrentActor() actor: Actor, @ReadId() id: string): Promise<DocumentView> {
    return DocumentView.from(actor, await this.service.get(actor, id));
  }

  @Query(() => DocumentConnection, { description: 'Documents of the workspace, newest first.' })
  @RequireScope('documents:read')
  async documents(@CurrentActor() actor: Actor, @ReadArgs() args: ListDocumentsArgs) {
    const order = orderOf(args.orderBy);
    const found = await this.service.list(actor, filterOf(args.filter ?? {}), order, args.page(listNamed(order)));
    return DocumentConnection.from(
      mapPage(found, (document) => DocumentView.from(actor, document)),
      args.after,
    );
  }

  @Mutation(() => DocumentView, {
    description:
      'Announce a document and get a URL to PUT its file to; or make one of an AVAILABLE upload, which needs ' +
      '`uploads:read` and `uploads:write` too.',
  })
  @Idempotent<DocumentsResolver, MadeDocument | MadeRecord>(
    (resolver, actor, made) => resolver.recall(actor, made),
    DocumentUrlRenewal,
  )
  @RequireScope('documents:write')
  async createDocument(@CurrentActor() actor: Actor, @ReadInput() input: CreateDocumentInput): Promise<DocumentView> {
    const asked = askedDocument(input);
    if ('uploadId' in asked) return DocumentView.from(actor, (await this.ofUpload.create(actor, asked)).document);
    return DocumentView.issued(await this.creation.create(actor, asked));
  }

  @Mutation(() => DocumentView, { description: 'The file was sent: it is scanned, and its text extracted.' })
  @Cost(100)
  @RequireScope('documents:write')
  async confirmDocument(@CurrentActor() actor: Actor, @ReadInput() input: DocumentIdInput): Promise<DocumentView> {
    return DocumentView.from(actor, await this.processing.confirm(actor, input.documentId));
  }

  @Mutation(() => DocumentView, {
    description: 'Change its name, its description, its language, or the knowledge bases it is in.',
  })
  @RequireScope('documents:write')
  async updateDocument(
    @CurrentActor() actor: Actor,
    @ReadInput() { documentId, ...changes }: UpdateDocumentByIdInput,
  ): Promise<DocumentView> {
    return DocumentView.from(actor, await this.service.update(actor, documentId, changes));
  }

  @Mutation(() => DocumentView, { description: 'Deletes a document and its file; returns it as it was.' })
  @RequireScope('documents:write')
  async deleteDocument(@CurrentActor() actor: Actor, @ReadInput() input: DocumentIdInput): Promise<DocumentView> {
    return DocumentView.from(actor, await this.service.delete(actor, input.documentId));
  }

  @Mutation(() => DocumentView, { description: 'Extract the text again, while the file is AVAILABLE.' })
  @RequireScope('documents:write')
  async reprocessDocument(@CurrentActor() actor: Actor, @ReadInput() input: DocumentIdInput): Promise<DocumentView> {
    return DocumentView.from(actor, await this.processing.reprocess(actor, input.documentId));
  }

  private async recall(actor: Actor, made: MadeDocument | MadeRecord): Promise<DocumentView> {
    if ('draft' in made) return DocumentView.issued(await this.creation.recall(actor, made));
    return DocumentView.from(actor, await this.ofUpload.recall(actor, made.id));
  }
}
