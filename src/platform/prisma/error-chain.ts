/** An error as pg, Prisma's adapter and Prisma itself make it: each layer keeps the one below in a place of its own. */
export interface AnyError {
  name?: string;
  message?: string;
  code?: unknown;
  /** Of pg's DatabaseError: what tells a SQLSTATE from a code of Node of the same length, such as EPIPE. */
  severity?: unknown;
  originalCode?: unknown;
  cause?: unknown;
  meta?: { code?: unknown; driverAdapterError?: unknown };
  errors?: unknown;
}

const DEEPEST = 6;
const SQLSTATE = /^[0-9A-Z]{5}$/;

/** An error with everything that caused it. */
export function errorChain(error: unknown, depth = 0): AnyError[] {
  if (typeof error !== 'object' || error === null || depth > DEEPEST) return [];
  const e = error as AnyError;
  const inner = [e.cause, e.meta?.driverAdapterError, ...(Array.isArray(e.errors) ? (e.errors as unknown[]) : [])];
  return [e, ...inner.flatMap((one) => errorChain(one, depth + 1))];
}

export function codesIn(chain: AnyError[]): string[] {
  return chain.flatMap(({ code, originalCode, meta }) => [originalCode, code, meta?.code]).filter(isText);
}

/** PostgreSQL's own answer, if there is one. */
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
