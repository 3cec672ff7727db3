import type { Prisma } from '../../../generated/prisma/client.js';
import type { Tx } from '../../../platform/prisma/database.js';
import { findUploads, type Upload } from '../../uploads/index.js';
import { type Document, stateUnder } from '../domain/document.js';
import type { DocumentLanguage } from '../domain/language.js';

/** A document with the record of its file. */
export interface DocumentRecord extends Document {
  upload: Upload;
}

/** Documents that are not deleted. */
export const visible = { deletedAt: null } satisfies Prisma.DocumentWhereInput;

const withKnowledgeBases = {
  knowledgeBases: {
    where: { knowledgeBase: { deletedAt: null } },
    select: { knowledgeBaseId: true },
    orderBy: { knowledgeBaseId: 'asc' },
  },
} satisfies Prisma.DocumentInclude;

type DocumentRow = Prisma.DocumentGetPayload<{ include: typeof withKnowledgeBases }>;

/** Reads documents with their files and knowledge bases, by as many statements for many as for one. */
export async function findDocuments(
  tx: Tx,
  workspaceId: string,
  where: Prisma.DocumentWhereInput,
): Promise<DocumentRecord[]> {
  const rows = await tx.document.findMany({
    where: { ...where, ...visible, workspaceId },
    include: withKnowledgeBases,
  });
  if (rows.length === 0) return [];
  const uploads = await findUploads(
    tx,
    [workspaceId],
    rows.map(({ uploadId }) => uploadId),
  );
  return rows.flatMap((row) => {
    const upload = uploads.get(row.uploadId);
    return upload ? [toDocument(row, upload)] : [];
  });
}

function toDocument({ knowledgeBases, metadata, language, ...row }: DocumentRow, upload: Upload): DocumentRecord {
  const document = {
    ...row,
    metadata: metadata as Record<string, unknown>,
    language: language as DocumentLanguage,
    knowledgeBaseIds: knowledgeBases.map(({ knowledgeBaseId }) => knowledgeBaseId),
    upload,
  };
  return stateUnder(document, upload);
}
