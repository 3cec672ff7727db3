/** The error shapes of pg, Prisma's adapter and Prisma itself: each layer wraps the one below in another property. */
export interface AnyError {
  name?: string;
  message?: string;
  code?: unknown;
  /** Set on pg's DatabaseError: distinguishes a SQLSTATE from a Node code of the same length, such as EPIPE. */
  severity?: unknown;
  originalCode?: unknown;
  cause?: unknown;
  meta?: { code?: unknown; driverAdapterError?: unknown };
  errors?: unknown;
}

const DEEPEST = 6;
const SQLSTATE = /^[0-9A-Z]{5}$/;

/** An error and all its causes. */
export function errorChain(error: unknown, depth = 0): AnyError[] {
  if (typeof error !== 'object' || error === null || depth > DEEPEST) return [];
  const e = error as AnyError;
  const inner = [e.cause, e.meta?.driverAdapterError, ...(Array.isArray(e.errors) ? (e.errors as unknown[]) : [])];
  return [e, ...inner.flatMap((one) => errorChain(one, depth + 1))];
}

export function codesIn(chain: AnyError[]): string[] {
  return chain.flatMap(({ code, originalCode, meta }) => [originalCode, code, meta?.code]).filter(isText);
}

/** The SQLSTATE that PostgreSQL returned, if there is one. */
export function sqlStateIn(chain: AnyError[]): string | undefined {
  return chain
    .flatMap(({ code, originalCode, meta, severity }) => [
      meta?.code,
      originalCode,
      severity === undefined ? undefined : code,
    ])
    .filter(isText)
    .find((code) => SQLSTATE.test(code));
}

const isText = (code: unknown): code is string => typeof code === 'string';
