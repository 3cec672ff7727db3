/** An event as webhooks deliver it. */
export interface WebhookEvent {
  /** The same whenever the event is forwarded. */
  id: string;
  type: string;
  timestamp: string;
  data: Record<string, unknown>;
}

/** The types that endpoints can receive, by the names that GraphQL gives them. */
const types = new Map(
  [
    ...[
      'upload.created',
      'upload.confirmed',
      'upload.available',
      'upload.rejected',
      'upload.expired',
      'upload.canceled',
    ],
    ...['upload.quarantined', 'upload.deleted', 'document.processed', 'document.failed', 'document.deleted'],
    ...['object.created', 'notify.notification.sent'],
  ].map((type) => [type.toUpperCase().replaceAll('.', '_'), type]),
);

export const eventTypes: readonly string[] = [...types.values()];

/** Nothing for what timelines alone show. */
export const eventTypeOf = (name: string): string | undefined => types.get(name);

/** Contain access to bytes, or change from one read to the next. */
const LEFT_OUT = ['presigned_url', 'headers', 'fields', 'url', 'server_time'];

/** What a webhook leaves out of a resource. */
export function withoutLinks(resource: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(resource).filter(([name]) => !LEFT_OUT.includes(name)));
}
