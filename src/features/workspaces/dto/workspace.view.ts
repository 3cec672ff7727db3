import { ObjectType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { Node } from '../../../edge/graphql/node/node.js';
import { View } from '../../../edge/dto/view.js';
import type { Workspace } from '../domain/workspace.js';

@ObjectType('Workspace', {
  implements: () => [Node],
  description: 'Buckets, files and documents, isolated from other workspaces. Also called namespace.',
})
export class WorkspaceView extends View {
  @Prop.id({ wire: 'workspace_id', description: 'Id of the workspace.' }) id: string;
  @Prop.text({ description: 'Unique in the organization.' }) name: string;
  @Prop.id({ description: 'The organization it belongs to.' }) organizationId: string;
  @Prop.dateTime({ description: 'Time of creation.' }) createdAt: Date;

  static from({ id, name, organizationId, createdAt }: Workspace): WorkspaceView {
    return Object.assign(new WorkspaceView(), { id, name, organizationId, createdAt });
  }
}
