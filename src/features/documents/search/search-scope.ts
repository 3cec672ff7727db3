import { Injectable } from '@nestjs/common';
import type { Tenant } from '../../../shared/actor.js';
import { DocumentErrors } from '../domain/document.errors.js';
import { KnowledgeBasesRepository } from '../knowledge-bases/knowledge-bases.repository.js';
import type { SearchScope } from './candidates.repository.js';

/** Where a search may look. */
@Injectable()
export class SearchScopeCheck {
  constructor(private readonly knowledgeBases: KnowledgeBasesRepository) {}

  /** Refuses a knowledge base that is not there, as when it belongs to another workspace. */
  async check(tenant: Tenant, { knowledgeBaseId }: SearchScope): Promise<void> {
    if (knowledgeBaseId === undefined) return;
    if (!(await this.knowledgeBases.find(tenant, knowledgeBaseId))) throw DocumentErrors.knowledgeBaseNotFound();
  }
}
