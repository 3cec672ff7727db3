import { catalogued, errorCodes, type ErrorCode, type Face } from '../../../shared/errors/catalogue.js';
import { problemPath } from '../../errors/problem-path.js';
import { statusOf } from '../../errors/status-of.js';

/** A problem type as it is described to people and programs. */
export interface ProblemType {
  /** The `type` of such problems, and the address of this description. */
  type: string;
  title: string;
  code: string;
  /** The HTTP status. */
  status: number;
  cause: string;
  remedy: string;
  /** Whether the same request, unchanged, may succeed later. */
  retryable: boolean;
  /** The APIs that answer with it, or `all`. */
  apis: readonly Face[] | 'all';
}

/** All problem types, in the order of the catalogue. */
export function problemTypes(publicUrl: string): ProblemType[] {
  return errorCodes.map((code) => describe(code, publicUrl));
}

function describe(code: ErrorCode, publicUrl: string): ProblemType {
  const { title, cause, remedy, retryable, faces } = catalogued(code)!;
  const type = publicUrl + problemPath(code);
  return { type, title, code, status: statusOf(code), cause, remedy, retryable, apis: faces ?? 'all' };
}
