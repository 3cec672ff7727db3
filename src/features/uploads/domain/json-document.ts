export const MAX_METADATA_BYTES = 16 * 1024;
const MAX_DEPTH = 32;

/** Why a JSON object cannot be kept, or undefined: too large, too deep, or text the database cannot hold. */
export function jsonProblem(document: Record<string, unknown>): string | undefined {
  if (Buffer.byteLength(JSON.stringify(document)) > MAX_METADATA_BYTES) return 'must be at most 16 KiB of JSON';
  return partProblem(document, 0);
}

function partProblem(part: unknown, depth: number): string | undefined {
  if (depth > MAX_DEPTH) return `must not be nested deeper than ${MAX_DEPTH}`;
  if (typeof part === 'string') return textProblem(part);
  if (typeof part !== 'object' || part === null) return undefined;
  for (const [name, value] of Object.entries(part)) {
    const problem = textProblem(name) ?? partProblem(value, depth + 1);
    if (problem) return problem;
  }
  return undefined;
}

function textProblem(text: string): string | undefined {
  return text.includes('\0') || !text.isWellFormed() ? 'must not hold NUL or broken Unicode' : undefined;
}
