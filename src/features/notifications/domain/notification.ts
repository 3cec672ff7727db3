/** Something that people of a workspace should know. */
export interface Notification {
  id: string;
  uploadId: string;
  eventType: string;
  reason: string;
  filename: string;
  createdAt: Date;
  recipients: string[];
  /** When the asking user read it; null for keys. */
  readAt: Date | null;
}
