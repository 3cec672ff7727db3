import { InputType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { roles } from '../../../shared/actor.js';

const role = { values: roles, description: 'viewer, member, admin or owner.' };
const workspaceId = { min: 1, max: 64, description: 'Id of the workspace.' };
const userId = { min: 1, max: 64, description: 'Id of the user.' };

@InputType({ isAbstract: true })
export class AddMemberInput {
  @Prop.text(userId) userId: string;
  @Prop.choice(role) role: string;
}

@InputType({ isAbstract: true })
export class UpdateMemberInput {
  @Prop.choice(role) role: string;
}

@InputType('AddMemberInput', { description: 'Whom to let into a workspace, and as what.' })
export class AddWorkspaceMemberInput extends AddMemberInput {
  @Prop.text(workspaceId) workspaceId: string;
}

@InputType('UpdateMemberInput', { description: 'The new role of a member.' })
export class UpdateWorkspaceMemberInput extends UpdateMemberInput {
  @Prop.text(workspaceId) workspaceId: string;
  @Prop.text(userId) userId: string;
}

@InputType({ description: 'Who is to leave a workspace.' })
export class RemoveMemberInput {
  @Prop.text(workspaceId) workspaceId: string;
  @Prop.text(userId) userId: string;
}
