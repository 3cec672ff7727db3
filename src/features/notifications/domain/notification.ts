/** A message to users of a workspace about an event. */
export interface Notification {
  id: string;
  uploadId: string;
  eventType: string;
  reason: string;
  filename: string;
  createdAt: Date;
  recipients: string[];
  /** When the calling user read it; null for keys. */
  readAt: Date | null;
}
