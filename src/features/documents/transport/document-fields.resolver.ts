import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { RequireScope } from '../../../edge/auth/decorators.js';
import { Speaks } from '../../../edge/errors/speaks.js';
import { words } from '../../../shared/errors/words.js';
import { Cost } from '../../../edge/graphql/limits/cost.js';
import { CurrentExecution, type Execution } from '../../../edge/graphql/loading/execution.js';
import { NodeLookup } from '../../../edge/graphql/node/node-lookup.js';
import type { Actor } from '../../../shared/actor.js';
import { requireScope } from '../../../shared/rights.js';
import { UploadView } from '../../uploads/index.js';
import { DocumentView } from '../dto/document.view.js';
import { KnowledgeBaseView } from '../dto/knowledge-base.js';
import { ProcessingView } from '../dto/processing.view.js';
import { DocumentLinksLoader } from './document-links.loader.js';
import { DocumentsLoader } from './documents.loader.js';
import { KnowledgeBasesLoader } from './knowledge-bases.loader.js';

/** The fields of a document that are read only where they are requested. */
@Speaks(words.documents)
@Resolver(() => DocumentView)
export class DocumentFieldsResolver {
  constructor(
    private readonly documents: DocumentsLoader,
    private readonly links: DocumentLinksLoader,
    private readonly bases: KnowledgeBasesLoader,
  ) {}

  @ResolveField(() => ProcessingView, {
    nullable: true,
    description: 'How far the service is with it, and why it failed. Needs `documents:read`.',
  })
  @Cost(2)
  async processing(
    @CurrentExecution() execution: Execution,
    @Parent() { documentId }: DocumentView,
  ): Promise<ProcessingView> {
    return ProcessingView.from(execution.actor, await this.documents.load(execution, documentId));
  }

  @ResolveField(() => String, {
    nullable: true,
    description:
      'A link to its file that needs no credentials. Null unless the file is available: its status says why. ' +
      'Needs `documents:read`.',
  })
  @Cost(2)
  downloadUrl(@CurrentExecution() execution: Execution, @Parent() { uploadId }: DocumentView): Promise<string | null> {
    return this.links.load(execution, uploadId);
  }

  @ResolveField(() => UploadView, {
    nullable: true,
    description: 'The upload that brings its file. Needs `documents:read` and `uploads:read`.',
  })
  @Cost(2)
  async upload(
    @CurrentExecution() execution: Execution,
    @Parent() { documentId }: DocumentView,
  ): Promise<UploadView | null> {
    requireScope(execution.actor, 'uploads:read');
    return UploadView.from(execution.actor, (await this.documents.load(execution, documentId)).upload);
  }

  @ResolveField(() => [KnowledgeBaseView], {
    nullable: true,
    description: 'The knowledge bases it is in. Needs `documents:read`.',
  })
  @Cost(5)
  async knowledgeBases(
    @CurrentExecution() execution: Execution,
    @Parent() { documentId }: DocumentView,
  ): Promise<KnowledgeBaseView[]> {
    const { knowledgeBaseIds } = await this.documents.load(execution, documentId);
    const found = await this.bases.load(execution, knowledgeBaseIds);
    return found.map((one) => KnowledgeBaseView.from(execution.actor, one));
  }

  @NodeLookup('doc')
  @RequireScope('documents:read')
  async documentNode(actor: Actor, id: string, execution: Execution): Promise<DocumentView> {
    return DocumentView.from(actor, await this.documents.load(execution, id));
  }
}
