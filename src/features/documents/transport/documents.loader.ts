import { Injectable } from '@nestjs/common';
import { ExecutionLoader } from '../../../edge/graphql/loading/execution-loader.js';
import type { Execution } from '../../../edge/graphql/loading/execution.js';
import { DocumentErrors } from '../domain/document.errors.js';
import type { DocumentRecord } from '../records/document-row.repository.js';
import { DocumentsService } from '../records/documents.service.js';

/** The documents of one GraphQL execution by id, in one batch. */
@Injectable()
export class DocumentsLoader extends ExecutionLoader<string, DocumentRecord> {
  constructor(private readonly documents: DocumentsService) {
    super();
  }

  protected async readAll({ actor }: Execution, ids: readonly string[]) {
    const found = await this.documents.getEach(actor, ids);
    return ids.map((id) => found.get(id) ?? DocumentErrors.notFound());
  }
}
