import type { Created, CreateRequest } from './create-request.js';

/** Beyond this many the oldest is forgotten. */
const MAX_ORGANIZATIONS = 10_000;

/**
 * The organizations whose last create was refused. A group that is created all or none would be run twice for each of their
 * requests: while an organization is at its quota, its requests are kept apart, until one of them is created.
 */
export class RecentRefusals {
  private readonly organizations = new Set<string>();

  has({ uploads: [{ organizationId }] }: CreateRequest): boolean {
    return this.organizations.has(organizationId);
  }

  /** Returns what became of the request. */
  note({ uploads: [{ organizationId }] }: CreateRequest, created: Created): Created {
    this.organizations.delete(organizationId);
    if ('refusal' in created) this.organizations.add(organizationId);
    if (this.organizations.size > MAX_ORGANIZATIONS)
      this.organizations.delete(this.organizations.values().next().value!);
    return created;
  }
}
