/** A person's account in one organization. */
export interface User {
  id: string;
  organizationId: string;
  email: string;
  name: string | null;
  createdAt: Date;
}
