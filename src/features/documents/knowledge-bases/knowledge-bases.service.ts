import { Injectable } from '@nestjs/common';
import { type Actor, actorId } from '../../../shared/actor.js';
import { newId } from '../../../shared/ids.js';
import { type ListPage, type Page, pageOf } from '../../../shared/page.js';
import { requireActOn, requireScope } from '../../../shared/rights.js';
import { DocumentErrors } from '../domain/document.errors.js';
import type { KnowledgeBase } from '../domain/knowledge-base.js';
import { KnowledgeBasesRepository } from './knowledge-bases.repository.js';

/** What a caller says about a knowledge base. */
interface Described {
  name: string;
  description?: string | null;
}

/** Knowledge bases as their callers create, read, change and delete them. */
@Injectable()
export class KnowledgeBasesService {
  constructor(private readonly knowledgeBases: KnowledgeBasesRepository) {}

  create(actor: Actor, { name, description = null }: Described): Promise<KnowledgeBase> {
    requireScope(actor, 'documents:write');
    const { organizationId, workspaceId } = actor;
    const place = { id: newId('kb'), organizationId, workspaceId, createdBy: actorId(actor) };
    return this.knowledgeBases.insert(actor, { ...place, name, description });
  }

  async get(actor: Actor, id: string): Promise<KnowledgeBase> {
    requireScope(actor, 'documents:read');
    return this.find(actor, id);
  }

  /** The ones that exist, by id. */
  getEach(actor: Actor, ids: readonly string[]): Promise<Map<string, KnowledgeBase>> {
    requireScope(actor, 'documents:read');
    return this.knowledgeBases.findEach(actor, [...new Set(ids)]);
  }

  /** One that the caller created, for a repeated request. */
  recall(actor: Actor, id: string): Promise<KnowledgeBase> {
    return this.toActOn(actor, id);
  }

  async list(actor: Actor, page: ListPage): Promise<Page<KnowledgeBase>> {
    requireScope(actor, 'documents:read');
    return pageOf(await this.knowledgeBases.list(actor, page), page, (knowledgeBase) => knowledgeBase);
  }

  async update(actor: Actor, id: string, changes: Partial<Described>): Promise<KnowledgeBase> {
    await this.toActOn(actor, id);
    const updated = await this.knowledgeBases.update(actor, id, changes);
    if (!updated) throw DocumentErrors.knowledgeBaseNotFound();
    return updated;
  }

  /** Its documents stay. Returns it as it was. */
  async delete(actor: Actor, id: string): Promise<KnowledgeBase> {
    const knowledgeBase = await this.toActOn(actor, id);
    if (!(await this.knowledgeBases.hide(actor, id))) throw DocumentErrors.knowledgeBaseNotFound();
    return knowledgeBase;
  }

  private async toActOn(actor: Actor, id: string): Promise<KnowledgeBase> {
    requireScope(actor, 'documents:write');
    const knowledgeBase = await this.find(actor, id);
    requireActOn(actor, knowledgeBase, 'documents:write');
    return knowledgeBase;
  }

  private async find(actor: Actor, id: string): Promise<KnowledgeBase> {
    const knowledgeBase = await this.knowledgeBases.find(actor, id);
    if (!knowledgeBase) throw DocumentErrors.knowledgeBaseNotFound();
    return knowledgeBase;
  }
}
