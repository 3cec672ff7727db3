import { InputType } from '@nestjs/graphql';
import { describedTier } from '../../../edge/auth/described-rights.js';
import { Prop } from '../../../edge/dto/prop.js';
import { RemovalQuery } from './workspace.input.js';

const name = { min: 1, max: 200, description: 'Display name.', example: 'Acme' };
const tier = { ...describedTier, optional: true, description: 'How large its files may be. Default: free.' };
const quotaBytes = { min: 0, optional: true, description: "Storage quota. Default: the tier's." };
const pendingLimit = { min: 1, max: 1_000_000, optional: true, description: 'Uploads pending or scanning at once.' };

@InputType({ description: 'A new organization, with its default workspace and first key.' })
export class CreateOrganizationInput {
  @Prop.text(name) name: string;
  @Prop.enumeration(tier) tier?: string;
  @Prop.byteSize(quotaBytes) quotaBytes?: number;
  @Prop.integer(pendingLimit) pendingLimit?: number;
}

@InputType({ isAbstract: true })
export class UpdateOrganizationInput {
  @Prop.text({ ...name, optional: true }) name?: string;
  @Prop.enumeration(tier) tier?: string;
  @Prop.byteSize(quotaBytes) quotaBytes?: number;
  @Prop.integer({
    ...pendingLimit,
    nullable: true,
    description: 'Uploads pending or scanning at once. Null: the default.',
  })
  pendingLimit?: number | null;
}

const id = { description: 'Id of the organization.' };

@InputType('UpdateOrganizationInput', { description: 'What is to change of an organization.' })
export class UpdateOrganizationByIdInput extends UpdateOrganizationInput {
  @Prop.id(id) id: string;
}

@InputType({ description: 'The organization to be deleted.' })
export class DeleteOrganizationInput extends RemovalQuery {
  @Prop.id(id) id: string;
}
