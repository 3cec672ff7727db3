/** The event types that endpoints can receive. */
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
  'document.deleted',
  'object.created',
  'notify.notification.sent',
] as const;

export type EventType = (typeof eventTypes)[number];

/** The type of a test event that stands for none of them. Endpoints receive it when a test is requested. */
export const TEST_EVENT = 'webhook.test';

/** What a delivery may bring. */
export const deliveredTypes = [...eventTypes, TEST_EVENT] as const;
export type DeliveredType = (typeof deliveredTypes)[number];

export const EVERY_EVENT = '*';

const known: ReadonlySet<string> = new Set(eventTypes);

/** Moves that only the timeline shows have no event type here. */
export function isEventType(type: string): boolean {
  return known.has(type);
}
