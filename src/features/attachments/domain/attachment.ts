/** Where a file is attached, in the words of the application. */
export interface RecordPlace {
  recordType: string;
  recordId: string;
  /** For example avatar. A record may have several files under one name. */
  name: string;
}

/** A file of a record. */
export interface Attachment extends RecordPlace {
  id: string;
  workspaceId: string;
  uploadId: string;
  createdBy: string;
  createdAt: Date;
}

export type NewAttachment = Omit<Attachment, 'createdAt'>;
