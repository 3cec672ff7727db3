import { Prisma } from '../../../generated/prisma/client.js';
import type { Tx } from '../../../platform/prisma/database.js';

/** Conditions of a statement on a column that has ids of documents. */
export interface DocumentsSearched {
  /** Cheap enough for every chunk that has the words. Leaves out documents of other knowledge bases if it can. */
  ofDocuments(id: Prisma.Sql): Prisma.Sql;
  /** Exact. */
  isMember(id: Prisma.Sql): Prisma.Sql;
}

/** The ids of so many documents go into a statement. In a larger knowledge base each chunk is looked at by itself. */
const FEW_DOCUMENTS = 1_000;

const always = () => Prisma.sql`true`;

/** The documents of a knowledge base; without one, all. */
export async function documentsSearched(
  tx: Tx,
  workspaceId: string,
  knowledgeBaseId: string | undefined,
): Promise<DocumentsSearched> {
  if (knowledgeBaseId === undefined) return { ofDocuments: always, isMember: always };
  const isMember = (id: Prisma.Sql) => Prisma.sql`
    EXISTS (SELECT FROM knowledge_base_documents k WHERE k.knowledge_base_id = ${knowledgeBaseId} AND k.document_id = ${id})`;
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT document_id AS id FROM knowledge_base_documents
    WHERE knowledge_base_id = ${knowledgeBaseId} AND workspace_id = ${workspaceId} LIMIT ${FEW_DOCUMENTS + 1}`;
  if (rows.length > FEW_DOCUMENTS) return { ofDocuments: always, isMember };
  const ids = rows.map(({ id }) => id);
  return { ofDocuments: (id) => Prisma.sql`${id} = ANY(${ids})`, isMember };
}
