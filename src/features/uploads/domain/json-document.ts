export const MAX_METADATA_BYTES = 16 * 1024;

/** Why a JSON object is not kept, or undefined. That the database can hold its text was checked when it was read. */
export function jsonProblem(document: Record<string, unknown>): string | undefined {
  return Buffer.byteLength(JSON.stringify(document)) > MAX_METADATA_BYTES
    ? 'must be at most 16 KiB of JSON'
    : undefined;
}
