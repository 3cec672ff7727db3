/** A membership as a retried request finds it again: it has no id of its own. */
export interface MadeMember {
  /** The user. */
  id: string;
  workspaceId: string;
}
