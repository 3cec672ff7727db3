import { Injectable } from '@nestjs/common';
import { ExecutionLoader } from '../../../edge/graphql/loading/execution-loader.js';
import type { Execution } from '../../../edge/graphql/loading/execution.js';
import { DocumentsService } from '../records/documents.service.js';

/** The download links of one GraphQL execution, by the uploads of documents, in one batch. */
@Injectable()
export class DocumentLinksLoader extends ExecutionLoader<string, string | null> {
  constructor(private readonly documents: DocumentsService) {
    super();
  }

  protected readAll({ actor }: Execution, uploadIds: readonly string[]) {
    return this.documents.downloadUrlEach(actor, uploadIds);
  }
}
