import { Injectable } from '@nestjs/common';
import { ExecutionLoader } from '../../../edge/graphql/loading/execution-loader.js';
import type { Execution } from '../../../edge/graphql/loading/execution.js';
import type { KnowledgeBase } from '../domain/knowledge-base.js';
import { KnowledgeBasesService } from '../knowledge-bases/knowledge-bases.service.js';

/** The knowledge bases of one GraphQL execution, by lists of ids, in one batch. Deleted ones are left out. */
@Injectable()
export class KnowledgeBasesLoader extends ExecutionLoader<readonly string[], KnowledgeBase[]> {
  constructor(private readonly knowledgeBases: KnowledgeBasesService) {
    super();
  }

  protected async readAll({ actor }: Execution, lists: readonly (readonly string[])[]) {
    const found = await this.knowledgeBases.getEach(actor, lists.flat());
    return lists.map((ids) => ids.flatMap((id) => found.get(id) ?? []));
  }
}
