import { Field, ID, ObjectType } from '@nestjs/graphql';
import { describedRole } from '../../../edge/auth/described-rights.js';
import { Prop } from '../../../edge/dto/prop.js';
import { Node } from '../../../edge/graphql/node/node.js';
import { View } from '../../../edge/dto/view.js';
import { type Member, membershipIdOf } from '../../identity/index.js';

@ObjectType('Member', { implements: () => [Node], description: 'A user in a workspace.' })
export class MemberView extends View {
  @Field(() => ID, { description: 'Id of the membership: a user has another one in each workspace.' }) id: string;
  @Prop.id({ description: 'Id of the user.' }) userId: string;
  @Prop.id({ description: 'The workspace.' }) workspaceId: string;
  @Prop.enumeration({ ...describedRole, description: 'The role in the workspace.' }) role: string;
  @Prop.text({ description: 'Address of the user.' }) email: string;
  @Prop.text({ nullable: true, description: 'Display name.' }) name: string | null;
  @Prop.dateTime({ description: 'When they joined.' }) createdAt: Date;

  static from({ id: userId, workspaceId, role, email, name, createdAt }: Member): MemberView {
    const id = membershipIdOf({ workspaceId, userId });
    return Object.assign(new MemberView(), { id, userId, workspaceId, role, email, name, createdAt });
  }
}
