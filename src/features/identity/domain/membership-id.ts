const SHAPE = /^mbr_([0-9a-z]{16})_([0-9a-z]{16})$/;

/** Where a membership is: the key of its row. */
export interface MembershipPlace {
  workspaceId: string;
  userId: string;
}

/** A membership has one id, made of the ids of its workspace and its user: a user has another one in each workspace. */
export function membershipIdOf({ workspaceId, userId }: MembershipPlace): string {
  return `mbr_${charactersOf(workspaceId)}_${charactersOf(userId)}`;
}

export function membershipPlace(id: string): MembershipPlace | undefined {
  const [, workspace, user] = SHAPE.exec(id) ?? [];
  return workspace && user ? { workspaceId: `ws_${workspace}`, userId: `usr_${user}` } : undefined;
}

const charactersOf = (id: string) => id.slice(id.indexOf('_') + 1);
