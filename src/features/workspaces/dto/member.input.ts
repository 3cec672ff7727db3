import { InputType } from '@nestjs/graphql';
import { describedRole } from '../../../edge/auth/described-rights.js';
import { Prop } from '../../../edge/dto/prop.js';

const role = { ...describedRole, description: 'The role in the workspace.' };
const workspaceId = { description: 'Id of the workspace.' };
const userId = { description: 'Id of the user.' };

@InputType({ isAbstract: true })
export class AddMemberInput {
  @Prop.id(userId) userId: string;
  @Prop.enumeration(role) role: string;
}

@InputType({ isAbstract: true })
export class UpdateMemberInput {
  @Prop.enumeration(role) role: string;
}

@InputType('AddMemberInput', { description: 'A new member of a workspace and the role.' })
export class AddWorkspaceMemberInput extends AddMemberInput {
  @Prop.id(workspaceId) workspaceId: string;
}

@InputType('UpdateMemberInput', { description: 'The new role of a member.' })
export class UpdateWorkspaceMemberInput extends UpdateMemberInput {
  @Prop.id(workspaceId) workspaceId: string;
  @Prop.id(userId) userId: string;
}

@InputType({ description: 'The member to remove.' })
export class RemoveMemberInput {
  @Prop.id(workspaceId) workspaceId: string;
  @Prop.id(userId) userId: string;
}
