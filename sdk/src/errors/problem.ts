import { retryAfterMs } from '../http/retry-after.js';
import { AirlockError, type FieldProblem } from './airlock-error.js';

/** Refused before anything was done, or not reached: the same request may be sent again. */
const LATER = [408, 425, 429, 502, 503, 504];

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value ? value : undefined);

const firstText = (said: Record<string, unknown>, ...names: string[]): string | undefined =>
  names.map((name) => textOf(said[name])).find((text) => text !== undefined);

/**
 * The error of an answer, by its problem details (RFC 9457), the errors of the other APIs, or the status alone. Bodies
 * come from whatever answered: nothing of them is trusted to be there.
 */
export function problemOf(answer: Response, body: unknown): AirlockError {
  const { status, headers } = answer;
  const said = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const code = firstText(said, 'code', 'error_code');
  const detail = code && firstText(said, 'detail', 'message', 'title');
  return new AirlockError({
    code: code ?? 'UNEXPECTED_ANSWER',
    message: detail ?? `The answer was ${status} without a reason. Check the baseUrl, and whether a proxy answered.`,
    status,
    fields: fieldsOf(said.errors),
    requestId: textOf(said.request_id) ?? textOf(headers.get('x-request-id')),
    retryable: LATER.includes(status) || code === 'IDEMPOTENCY_IN_PROGRESS',
    retryAfterMs: retryAfterMs(headers.get('retry-after')),
  });
}

function fieldsOf(errors: unknown): FieldProblem[] {
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((error: Partial<FieldProblem> | null) => {
    const [field, message] = [textOf(error?.field), textOf(error?.message)];
    return field ? [{ field, message: message ?? 'is wrong' }] : [];
  });
}
