export type ResourceKind = 'upload' | 'object' | 'notification' | 'document';

/** One thing that happened, as those who are told of it see it. */
export interface RelayedEvent {
  /** As webhooks name it: `upload.created`, `object.created`, … Moves that no webhook tells of have one too: `upload.begun`. */
  type: string;
  organizationId: string;
  workspaceId: string;
  resource: { kind: ResourceKind; id: string };
  /** Counts from 1 without gaps for each upload; `null` for what is no move of an upload. */
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

/** What an event is about, by the first word of its type. */
export function resourceKind(type: string): ResourceKind {
  const kind = kinds[type.slice(0, type.indexOf('.'))];
  if (!kind) throw new Error(`No resource is known for events of the type ${type}.`);
  return kind;
}
