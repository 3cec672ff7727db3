/** A named set of documents that is searched together. */
export interface KnowledgeBase {
  id: string;
  organizationId: string;
  workspaceId: string;
  name: string;
  description: string | null;
  /** Of its documents that are not deleted. */
  documentCount: number;
  createdBy: string;
  createdAt: Date;
  updatedAt: Date;
}

export type NewKnowledgeBase = Omit<KnowledgeBase, 'documentCount' | 'createdAt' | 'updatedAt'>;
