export const endpointStatuses = ['active', 'disabled'] as const;
export type EndpointStatus = (typeof endpointStatuses)[number];

/** Why an endpoint was disabled without an administrator. `gone`: it answered 410, as a receiver does that wants no more. */
export const disabledReasons = ['gone'] as const;
export type DisabledReason = (typeof disabledReasons)[number];

/** Endpoints of one workspace: each event makes a delivery for each of them. */
export const MAX_ENDPOINTS = 100;

/** After this long the status shows that it is failing. */
const FAILING_AFTER_HOURS = 24;

/** A URL that receives the events of a workspace. */
export interface Endpoint {
  id: string;
  workspaceId: string;
  url: string;
  events: string[];
  description: string | null;
  status: EndpointStatus;
  secretVersion: number;
  rotationUntil: Date | null;
  failingSince: Date | null;
  disabledReason: DisabledReason | null;
  disabledAt: Date | null;
  createdAt: Date;
}

export type EndpointSettings = Pick<Endpoint, 'url' | 'events' | 'description' | 'status'>;

/** The status as it is shown: an endpoint that takes nothing for days says so. */
export function shownStatus({ status, failingSince }: Endpoint, now = new Date()): string {
  const failingMs = failingSince ? now.getTime() - failingSince.getTime() : 0;
  return status === 'active' && failingMs >= FAILING_AFTER_HOURS * 3600_000 ? 'failing' : status;
}
