export const MAX_METADATA_BYTES = 16 * 1024;

/** Why a JSON object is refused, or undefined. Whether the database can store its text is checked by the reader. */
export function jsonProblem(document: Record<string, unknown>): string | undefined {
  return Buffer.byteLength(JSON.stringify(document)) > MAX_METADATA_BYTES
    ? 'must be at most 16 KiB of JSON'
    : undefined;
}
