/** A piece of a document's text. */
export interface Chunk {
  documentId: string;
  index: number;
  text: string;
  /** Page, slide or sheet that it begins on, from 1. */
  page: number | null;
  sheet: string | null;
  row: number | null;
  /** In UTF-16 code units of the whole text; the end is excluded. */
  startOffset: number;
  endOffset: number;
  tokenCount: number;
}

export const chunkIdOf = ({ documentId, index }: Pick<Chunk, 'documentId' | 'index'>) => `${documentId}_${index}`;

/** The index in the id of a chunk of this document; nothing when it is the id of another one's. */
export function indexIn(documentId: string, chunkId: string): number | undefined {
  const prefix = `${documentId}_`;
  return chunkId.startsWith(prefix) ? Number(chunkId.slice(prefix.length)) : undefined;
}

/** Where the chunk with this id is. */
export function placeOf(chunkId: string): Pick<Chunk, 'documentId' | 'index'> {
  const end = chunkId.lastIndexOf('_');
  return { documentId: chunkId.slice(0, end), index: Number(chunkId.slice(end + 1)) };
}
