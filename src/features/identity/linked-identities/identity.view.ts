import { ObjectType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { View } from '../../../edge/dto/view.js';
import { Node } from '../../../edge/graphql/node/node.js';
import type { Identity } from '../domain/identity.js';

@ObjectType('Identity', {
  implements: () => [Node],
  description: 'An identity of another issuer that is linked to a user: its tokens stand for the user.',
})
export class IdentityView extends View {
  @Prop.id({ wire: 'identity_id', description: 'Id of the link.' }) id: string;
  @Prop.id({ description: 'The user.' }) userId: string;
  @Prop.text({ description: 'The `iss` of its tokens.' }) issuer: string;
  @Prop.text({ description: 'The `sub` of its tokens.' }) subject: string;
  @Prop.dateTime({ nullable: true, description: 'When it was linked; null if that was before links were dated.' })
  linkedAt: Date | null;
  @Prop.dateTime({
    nullable: true,
    description: 'When a token of it first named the organization in X-Namespace. Null: not yet; until then it must.',
  })
  activatedAt: Date | null;
  @Prop.dateTime({ nullable: true, description: 'Last use, to the minute.' }) lastUsedAt: Date | null;

  static from({ id, userId, issuer, subject, linkedAt, activatedAt, lastUsedAt }: Identity): IdentityView {
    const view = { id, userId, issuer, subject, linkedAt, activatedAt, lastUsedAt };
    return Object.assign(new IdentityView(), view);
  }
}
