/** What Rails notes in the same place about a blob by itself. From a client it would be a claim of work that was not done. */
const RESERVED = new Set(['analyzed', 'identified', 'composed']);

/** The client's own metadata: the names that Rails keeps for itself are left out. */
export function ownMetadata(metadata: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(metadata).filter(([name]) => !RESERVED.has(name)));
}
