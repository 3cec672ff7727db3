import { Mutation, Query, Resolver } from '@nestjs/graphql';
import { CurrentActor, RequireScope } from '../../../edge/auth/decorators.js';
import { ReadArgs, ReadId, ReadInput } from '../../../edge/dto/read.js';
import { NodeLookup } from '../../../edge/graphql/node/node-lookup.js';
import { Idempotent } from '../../../edge/idempotency/idempotent.decorator.js';
import { connectionOf } from '../../../edge/page/connection.js';
import { PageArgs } from '../../../edge/page/page-args.js';
import type { Actor } from '../../../shared/actor.js';
import { mapPage } from '../../../shared/page.js';
import {
  CreateKnowledgeBaseInput,
  DeleteKnowledgeBaseInput,
  KnowledgeBaseView,
  UpdateKnowledgeBaseByIdInput,
} from '../dto/knowledge-base.js';
import { KnowledgeBasesService } from '../knowledge-bases/knowledge-bases.service.js';

const KnowledgeBaseConnection = connectionOf(KnowledgeBaseView, 'KnowledgeBase');

/** Knowledge bases by GraphQL. */
@Resolver(() => KnowledgeBaseView)
export class KnowledgeBasesResolver {
  constructor(private readonly service: KnowledgeBasesService) {}

  @Query(() => KnowledgeBaseView, { nullable: true, description: 'One knowledge base.' })
  @NodeLookup('kb')
  @RequireScope('documents:read')
  async knowledgeBase(@CurrentActor() actor: Actor, @ReadId() id: string): Promise<KnowledgeBaseView> {
    return KnowledgeBaseView.from(actor, await this.service.get(actor, id));
  }

  @Query(() => KnowledgeBaseConnection, { description: 'Knowledge bases of the workspace, newest first.' })
  @RequireScope('documents:read')
  async knowledgeBases(@CurrentActor() actor: Actor, @ReadArgs() args: PageArgs) {
    const found = await this.service.list(actor, args.page('knowledge-bases'));
    return KnowledgeBaseConnection.from(
      mapPage(found, (one) => KnowledgeBaseView.from(actor, one)),
      args.after,
    );
  }

  @Mutation(() => KnowledgeBaseView, { description: 'A new knowledge base, without documents.' })
  @Idempotent<KnowledgeBasesResolver>(async ({ service }, actor, { id }) =>
    KnowledgeBaseView.whole(await service.recall(actor, id)),
  )
  @RequireScope('documents:write')
  async createKnowledgeBase(
    @CurrentActor() actor: Actor,
    @ReadInput() input: CreateKnowledgeBaseInput,
  ): Promise<KnowledgeBaseView> {
    return KnowledgeBaseView.whole(await this.service.create(actor, input));
  }

  @Mutation(() => KnowledgeBaseView, { description: 'Change its name or description.' })
  @RequireScope('documents:write')
  async updateKnowledgeBase(
    @CurrentActor() actor: Actor,
    @ReadInput() { knowledgeBaseId, ...changes }: UpdateKnowledgeBaseByIdInput,
  ): Promise<KnowledgeBaseView> {
    return KnowledgeBaseView.from(actor, await this.service.update(actor, knowledgeBaseId, changes));
  }

  @Mutation(() => KnowledgeBaseView, {
    description: 'Deletes a knowledge base; its documents stay. Returns it as it was.',
  })
  @RequireScope('documents:write')
  async deleteKnowledgeBase(
    @CurrentActor() actor: Actor,
    @ReadInput() { knowledgeBaseId }: DeleteKnowledgeBaseInput,
  ): Promise<KnowledgeBaseView> {
    return KnowledgeBaseView.from(actor, await this.service.delete(actor, knowledgeBaseId));
  }
}
