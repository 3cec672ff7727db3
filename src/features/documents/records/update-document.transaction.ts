import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/prisma/database.js';
import type { Tenant } from '../../../shared/actor.js';
import { DocumentErrors } from '../domain/document.errors.js';
import type { DocumentLanguage } from '../domain/language.js';
import { MembershipsRepository } from '../knowledge-bases/memberships.repository.js';
import type { DocumentRecord } from './document-row.repository.js';
import { DocumentsRepository } from './documents.repository.js';

/** What is to change of a document; what is left out stays. */
export interface DocumentChanges {
  name?: string;
  description?: string | null;
  knowledgeBaseIds?: string[];
  language?: DocumentLanguage;
}

/** Changes a document together with the knowledge bases it is in. */
@Injectable()
export class UpdateDocumentTransaction {
  constructor(
    private readonly database: Database,
    private readonly documents: DocumentsRepository,
    private readonly memberships: MembershipsRepository,
  ) {}

  update(tenant: Tenant, id: string, changes: DocumentChanges): Promise<DocumentRecord> {
    const { knowledgeBaseIds, language, ...columns } = changes;
    return this.database.tenant(tenant, async (tx) => {
      if (!(await this.documents.lock(tx, tenant, id))) throw DocumentErrors.notFound();
      if (knowledgeBaseIds) await this.memberships.replace(tx, tenant, id, knowledgeBaseIds);
      if (language) await this.documents.changeLanguage(tx, tenant, id, language);
      await this.documents.update(tx, tenant, id, columns);
      return (await this.documents.findIn(tx, tenant, id))!;
    });
  }
}
