/** A tenant of an organization. */
export interface Workspace {
  id: string;
  organizationId: string;
  name: string;
  createdAt: Date;
}
