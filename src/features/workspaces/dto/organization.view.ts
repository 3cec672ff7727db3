import { ObjectType } from '@nestjs/graphql';
import { describedTier } from '../../../edge/auth/described-rights.js';
import { Prop } from '../../../edge/dto/prop.js';
import { Node } from '../../../edge/graphql/node/node.js';
import { View } from '../../../edge/dto/view.js';
import type { Organization, OrganizationWithKey } from '../domain/organization.js';

@ObjectType('Organization', {
  implements: () => [Node],
  description: 'The customer: tier and storage quota apply to all of its workspaces.',
})
export class OrganizationView extends View {
  @Prop.id({ wire: 'organization_id', description: 'Id of the organization.' }) id: string;
  @Prop.text({ description: 'Display name.' }) name: string;
  @Prop.enumeration({ ...describedTier, description: 'How large its files may be.' }) tier: string;
  @Prop.byteSize({ description: 'Storage quota.' }) quotaBytes: number;
  @Prop.integer({ nullable: true, description: 'Uploads pending or scanning at once; null: the default.' })
  pendingLimit: number | null;
  @Prop.id({ nullable: true, description: 'Its default workspace.' }) workspaceId: string | null;
  @Prop.text({ optional: true, description: 'Its first admin key; only in the answer that created it.' })
  apiKey?: string;
  @Prop.dateTime({ description: 'Time of creation.' }) createdAt: Date;

  static from(organization: Organization): OrganizationView {
    return OrganizationView.withKey({ organization });
  }

  static withKey({ organization, apiKey }: OrganizationWithKey): OrganizationView {
    const { id, name, tier, quotaBytes, pendingLimit, defaultWorkspaceId: workspaceId, createdAt } = organization;
    const view = { id, name, tier, quotaBytes: Number(quotaBytes), pendingLimit, workspaceId, apiKey, createdAt };
    return Object.assign(new OrganizationView(), view);
  }
}
