import { ObjectType } from '@nestjs/graphql';
import { describedRole, describedScope, describedTier } from '../../../edge/auth/described-rights.js';
import { Prop } from '../../../edge/dto/prop.js';
import { View } from '../../../edge/dto/view.js';
import { IdentityView, MOST_IDENTITIES } from '../../identity/index.js';
import type { Viewer } from '../viewer.js';

@ObjectType('ViewerWorkspace', { description: 'A workspace the caller may use.' })
export class ViewerWorkspaceView extends View {
  @Prop.id({ description: 'Id of the workspace.' }) workspaceId: string;
  @Prop.text({ description: 'Its name.' }) name: string;
  @Prop.enumeration({ ...describedRole, nullable: true, description: 'The role of a user; null for a key.' }) role:
    string | null;
}

@ObjectType('Viewer', { description: 'The caller and the workspace it acts in.' })
export class ViewerView extends View {
  @Prop.id({ description: 'The organization.' }) organizationId: string;
  @Prop.id({ description: 'The workspace this request acts in.' }) workspaceId: string;
  @Prop.object(() => ViewerWorkspaceView, { each: true, description: 'Where the caller may act; at most 100.' })
  workspaces: ViewerWorkspaceView[];
  @Prop.id({ optional: true, description: 'The user, if the caller is one.' }) userId?: string;
  @Prop.id({ optional: true, description: 'The API key, if the caller uses one.' }) keyId?: string;
  @Prop.object(() => IdentityView, {
    each: true,
    description: `Identities of other issuers whose tokens stand for the user, if the caller is one; at most ${MOST_IDENTITIES}.`,
  })
  identities: IdentityView[];
  @Prop.enumeration({ ...describedScope, each: true, description: 'What the caller may do.' }) scopes: string[];
  @Prop.enumeration({ ...describedTier, description: 'How large files may be.' }) tier: string;

  static from({ workspaces, identities, scopes, ...rest }: Viewer): ViewerView {
    return Object.assign(new ViewerView(), {
      ...rest,
      scopes: [...scopes],
      identities: identities.map(IdentityView.from),
      workspaces: workspaces.map((workspace) => Object.assign(new ViewerWorkspaceView(), workspace)),
    });
  }
}
