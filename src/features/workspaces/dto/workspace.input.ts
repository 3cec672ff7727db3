import { InputType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { NAME_PATTERN } from '../domain/namespace.js';

const name = {
  pattern: NAME_PATTERN,
  patternMessage: 'must be 1 to 63 of A-Z a-z 0-9 _ -',
  description: 'Unique in the organization; usable as X-Namespace.',
  example: 'staging',
};

@InputType({ description: 'A new workspace.' })
export class CreateWorkspaceInput {
  @Prop.text(name) name: string;
}

@InputType({ isAbstract: true })
export class UpdateWorkspaceInput {
  @Prop.text({ ...name, optional: true }) name?: string;
}

@InputType('UpdateWorkspaceInput', { description: 'Changes of a workspace.' })
export class UpdateWorkspaceByIdInput extends UpdateWorkspaceInput {
  @Prop.id({ description: 'Id of the workspace.' }) id: string;
}

@InputType({ isAbstract: true })
export class RemovalQuery {
  @Prop.flag({ optional: true, description: 'Delete its files too.' }) force?: boolean;
}

@InputType({ description: 'The workspace to delete.' })
export class DeleteWorkspaceInput extends RemovalQuery {
  @Prop.id({ description: 'Id of the workspace.' }) id: string;
}
