export const deliveryStatuses = ['pending', 'delivered', 'failed'] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** One try to deliver. */
export interface Attempt {
  at: string;
  /** What the endpoint answered; null when there was no answer. */
  statusCode: number | null;
  durationMs: number;
  /** Why it did not count; null when it did. */
  error: string | null;
}

/** By this answer a receiver says that it wants no more, ever. */
export const GONE = 410;

/** One event on its way to one endpoint. */
export interface Delivery {
  id: string;
  endpointId: string;
  eventType: string;
  status: DeliveryStatus;
  payload: string;
  attempts: Attempt[];
  nextTryAt: Date;
  createdAt: Date;
  completedAt: Date | null;
}
