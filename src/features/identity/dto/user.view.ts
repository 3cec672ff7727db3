import { ObjectType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { View } from '../../../edge/dto/view.js';
import { Node } from '../../../edge/graphql/node/node.js';
import type { User } from '../domain/user.js';
import { MOST_IDENTITIES } from '../domain/identity.js';
import { IdentityView } from '../linked-identities/identity.view.js';

/** A user, as administrators of the organization see it. */
@ObjectType('User', {
  implements: () => [Node],
  description: 'A person with an account in the organization. What the person may do is said by memberships.',
})
export class UserView extends View {
  @Prop.id({ wire: 'user_id', description: 'Id of the user.' }) id: string;
  @Prop.text({ description: 'Address the user logs in with.' }) email: string;
  @Prop.text({ nullable: true, description: 'Display name.' }) name: string | null;
  @Prop.object(() => IdentityView, {
    each: true,
    description: `Identities of other issuers whose tokens stand for the user; at most ${MOST_IDENTITIES}.`,
  })
  identities: IdentityView[];
  @Prop.dateTime({ description: 'Time of creation.' }) createdAt: Date;

  static from({ id, email, name, identities, createdAt }: User): UserView {
    const view = { id, email, name, identities: identities.map(IdentityView.from), createdAt };
    return Object.assign(new UserView(), view);
  }
}
