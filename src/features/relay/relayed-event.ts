export type ResourceKind = 'upload' | 'object' | 'notification' | 'document';

/** An event as subscribers receive it. */
export interface RelayedEvent {
  /** The event type of webhooks: `upload.created`, `object.created`, … Moves without a webhook have one too: `upload.begun`. */
  type: string;
  organizationId: string;
  workspaceId: string;
  resource: { kind: ResourceKind; id: string };
  /** Counts from 1 without gaps for each upload; `null` for announcements. */
  sequence: number | null;
  at: Date;
  from: string | null;
  to: string | null;
  detail: string | null;
  data: object | null;
  actor: string | null;
}

const kinds: Record<string, ResourceKind> = {
  upload: 'upload',
  object: 'object',
  notify: 'notification',
  document: 'document',
};

/** The kind of resource of an event, by the first word of its type. */
export function resourceKind(type: string): ResourceKind {
  const kind = kinds[type.slice(0, type.indexOf('.'))];
  if (!kind) throw new Error(`No resource is known for events of the type ${type}.`);
  return kind;
}
