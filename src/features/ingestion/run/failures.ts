import { CageError } from '../../../platform/cage/cage.js';
import { ExtractionError } from '../../../platform/text-extraction/extraction-error.js';
import { TooMuchTextError } from '../chunking/chunk.js';

/** Why a document has no text, as users see it. */
export interface Failure {
  /** Stable. */
  code: string;
  /** What is wrong, and what to do. */
  message: string;
}

/** The process that reads a document may be ended by it, but also by an operator or for want of memory: it is run again. */
const MOST_CRASHES = 3;

/** What is wrong with the document itself; `undefined`: something else went wrong, and a new attempt may go well. */
export function failureOf(error: unknown, attempts: number): Failure | undefined {
  const found = error instanceof TooMuchTextError ? new ExtractionError('too_large') : error;
  if (!(found instanceof ExtractionError)) return undefined;
  if (isCrash(found) && attempts < MOST_CRASHES) return undefined;
  return { code: found.code, message: found.message };
}

const isCrash = ({ cause }: ExtractionError) => cause instanceof CageError && cause.cause === 'crash';
