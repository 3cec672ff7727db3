/** One file of an object. */
export interface ObjectPart {
  property: string;
  type: string;
  uploadId: string;
  /** Whether its bytes may be read now. */
  isReadable: boolean;
}

/** What a bucket's files stand for together. ("Object" is taken in JavaScript.) */
export interface StoredObject {
  id: string;
  organizationId: string;
  workspaceId: string;
  bucketId: string;
  metadata: Record<string, unknown>;
  createdBy: string;
  createdAt: Date;
  parts: ObjectPart[];
}

/** An object as it is before the database has it. */
export type NewObject = Omit<StoredObject, 'createdAt' | 'parts'> & {
  uniqueKeyHash: string | null;
  parts: Omit<ObjectPart, 'isReadable'>[];
};
