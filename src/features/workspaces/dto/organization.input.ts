import { InputType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { tiers } from '../../../shared/actor.js';

const name = { min: 1, max: 200, description: 'Display name.', example: 'Acme' };
const tier = { values: tiers, optional: true, description: 'free (100 MB a file), pro (5 GB) or enterprise (50 GB).' };
const quotaBytes = { min: 0, optional: true, description: "Storage quota. Default: the tier's." };
const pendingLimit = { min: 1, max: 1_000_000, optional: true, description: 'Uploads pending or scanning at once.' };

@InputType({ description: 'A new organization, with its default workspace and first key.' })
export class CreateOrganizationInput {
  @Prop.text(name) name: string;
  @Prop.choice(tier) tier?: string;
  @Prop.byteSize(quotaBytes) quotaBytes?: number;
  @Prop.integer(pendingLimit) pendingLimit?: number;
}

export class UpdateOrganizationInput {
  @Prop.text({ ...name, optional: true }) name?: string;
  @Prop.choice(tier) tier?: string;
  @Prop.byteSize(quotaBytes) quotaBytes?: number;
  @Prop.integer(pendingLimit) pendingLimit?: number;
}
