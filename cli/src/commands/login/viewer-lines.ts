import { styled, type Piece } from '../../output/styles.js';

export interface Viewer {
  organization_id: string;
  workspace_id: string;
  workspaces: { workspace_id: string; name: string; role: string | null }[];
  user_id?: string | null;
  key_id?: string | null;
  scopes: string[];
  tier: string;
}

/** Who the caller is, in a few lines. */
export function viewerLines(url: string, viewer: Viewer): Piece[][] {
  const { workspaces, workspace_id, user_id, key_id, scopes, tier, organization_id } = viewer;
  const workspace = workspaces.find((one) => one.workspace_id === workspace_id);
  const line = (name: string, value: string): Piece[] => [styled('dim', name.padEnd(13)), value];
  return [
    line('server', url),
    line(user_id ? 'user' : 'key', user_id ?? key_id ?? '–'),
    line(
      'workspace',
      `${workspace?.name ?? ''} ${workspace_id}${workspace?.role ? ` (${workspace.role})` : ''}`.trim(),
    ),
    line('organization', `${organization_id} (${tier})`),
    line('may', scopes.join(', ') || 'what the role allows'),
  ];
}
