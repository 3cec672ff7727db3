import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { Node } from '../../../edge/graphql/node/node.js';
import { viewFor } from '../../../edge/dto/scoped-view.js';
import type { Actor } from '../../../shared/actor.js';
import type { KnowledgeBase } from '../domain/knowledge-base.js';

const name = { max: 255, pattern: /\S/, patternMessage: 'must not be blank', description: 'Its name.' };
const description = { max: 10_000, optional: true, nullable: true, description: 'Your own description.' };

@InputType({ description: 'A new knowledge base.' })
export class CreateKnowledgeBaseInput {
  @Prop.text({ ...name, example: 'Handbooks' })
  name: string;

  @Prop.text(description)
  description?: string | null;
}

/** What is to change of a knowledge base; what is left out stays. */
@InputType({ isAbstract: true })
export class UpdateKnowledgeBaseInput {
  @Prop.text({ ...name, optional: true })
  name?: string;

  @Prop.text({ ...description, description: 'New description; null removes it.' })
  description?: string | null;
}

@InputType('UpdateKnowledgeBaseInput', { description: 'What is to change of a knowledge base.' })
export class UpdateKnowledgeBaseByIdInput extends UpdateKnowledgeBaseInput {
  @Prop.id({ description: 'The knowledge base.' })
  knowledgeBaseId: string;
}

@InputType({ description: 'The knowledge base to be deleted.' })
export class DeleteKnowledgeBaseInput {
  @Prop.id({ description: 'The knowledge base.' })
  knowledgeBaseId: string;
}

@ObjectType('KnowledgeBase', {
  implements: () => [Node],
  description: 'A named set of documents that is searched together.',
})
export class KnowledgeBaseView extends viewFor('documents:read') {
  @Field(() => ID, { description: 'Same as knowledgeBaseId.' })
  id: string;

  @Prop.id({ open: true, description: 'Id of the knowledge base.' })
  knowledgeBaseId: string;

  @Prop.text({ open: true, description: 'Its name.' })
  name: string;

  @Prop.text({ nullable: true, description: 'Your own description.' })
  description: string | null;

  @Prop.integer({ description: 'How many documents it has; deleted ones do not count.' })
  documentCount: number;

  @Prop.dateTime({ open: true, description: 'When it was created.' })
  createdAt: Date;

  @Prop.dateTime({ open: true, description: 'When it was last changed.' })
  updatedAt: Date;

  /** One as far as this caller may see it. */
  static from(actor: Actor, knowledgeBase: KnowledgeBase): KnowledgeBaseView {
    return KnowledgeBaseView.whole(knowledgeBase).shownTo(actor);
  }

  /** All of it: one that the caller just created. */
  static whole({ id, name, description, documentCount, createdAt, updatedAt }: KnowledgeBase): KnowledgeBaseView {
    const fields = { id, knowledgeBaseId: id, name, description, documentCount, createdAt, updatedAt };
    return Object.assign(new KnowledgeBaseView(), fields);
  }
}
