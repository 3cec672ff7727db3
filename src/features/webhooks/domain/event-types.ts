/** What endpoints can be told of (CONTRACT 1). */
export const eventTypes = [
  'upload.created',
  'upload.confirmed',
  'upload.available',
  'upload.rejected',
  'upload.expired',
  'upload.canceled',
  'upload.quarantined',
  'upload.deleted',
  'document.processed',
  'document.failed',
  'object.created',
  'notify.notification.sent',
] as const;

export const EVERY_EVENT = '*';

const known: ReadonlySet<string> = new Set(eventTypes);

/** Steps that only the timeline shows are nobody's webhook. */
export function isEventType(type: string): boolean {
  return known.has(type);
}
