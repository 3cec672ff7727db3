import type { DocumentStatus } from './document.js';

/** Which documents a list shows. */
export interface DocumentFilter {
  status?: DocumentStatus;
  knowledgeBaseId?: string;
  /** A part of the name, in any case. */
  name?: string;
}

export interface DocumentOrder {
  by: 'createdAt' | 'name';
  direction: 'ASC' | 'DESC';
}

/** Whether an index has exactly the documents that match, in this order. */
export function isIndexed({ status, knowledgeBaseId, name }: DocumentFilter, { by }: DocumentOrder): boolean {
  const conditions = [status, knowledgeBaseId, name].filter((condition) => condition !== undefined);
  return conditions.length === 0 || (by === 'createdAt' && conditions.length === 1 && name === undefined);
}
