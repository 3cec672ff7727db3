import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Cost } from '../../../edge/graphql/limits/cost.js';
import { CurrentExecution, type Execution } from '../../../edge/graphql/loading/execution.js';
import { isNotFound } from '../../../shared/errors/domain-error.js';
import { requireScope } from '../../../shared/rights.js';
import { UploadView } from '../../uploads/index.js';
import { DocumentView } from '../dto/document.view.js';
import { DocumentsLoader } from './documents.loader.js';

/** `Upload.document`: what was made with the upload, or of it. */
@Resolver(() => UploadView)
export class UploadDocumentResolver {
  constructor(private readonly documents: DocumentsLoader) {}

  @ResolveField(() => DocumentView, {
    nullable: true,
    description: 'The document that its file is of; null without one. Needs `uploads:read` and `documents:read`.',
  })
  @Cost(2)
  async document(@CurrentExecution() execution: Execution, @Parent() upload: UploadView): Promise<DocumentView | null> {
    requireScope(execution.actor, 'documents:read');
    const { documentId } = upload;
    if (documentId === null) return null;
    const document = await this.documents.load(execution, documentId).catch((error: unknown) => {
      if (isNotFound(error)) return null;
      throw error;
    });
    return document && DocumentView.from(execution.actor, document);
  }
}
