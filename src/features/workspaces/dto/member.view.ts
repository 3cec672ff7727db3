import { ObjectType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { View } from '../../../edge/dto/view.js';
import type { Member } from '../../identity/index.js';

@ObjectType('Member', { description: 'A user in a workspace.' })
export class MemberView extends View {
  @Prop.id({ wire: 'user_id', description: 'Id of the user.' }) id: string;
  @Prop.id({ description: 'The workspace.' }) workspaceId: string;
  @Prop.text({ description: 'viewer, member, admin or owner.' }) role: string;
  @Prop.text({ description: 'Address of the user.' }) email: string;
  @Prop.text({ nullable: true, description: 'Display name.' }) name: string | null;
  @Prop.dateTime({ description: 'When they joined.' }) createdAt: Date;

  static from({ id, workspaceId, role, email, name, createdAt }: Member): MemberView {
    return Object.assign(new MemberView(), { id, workspaceId, role, email, name, createdAt });
  }
}
