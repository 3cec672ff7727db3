/** PostgreSQL's and the network's ways of saying "not now". */
const UNAVAILABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EPIPE',
  'EHOSTUNREACH',
  '08000',
  '08001',
  '08003',
  '08006',
  '53300',
  '57P01',
  '57P02',
  '57P03',
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2028',
]);

/** pg's own errors for a pool or a connection that gave up carry no code. */
const UNAVAILABLE_TEXT =
  /Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Can't reach database server|Unable to start a transaction|Transaction already closed|Server has closed the connection/i;

/** Whether an error means that the database is away, and trying again later may work. */
export function isDatabaseUnavailable(error: unknown): boolean {
  return errorChain(error).some((e) => UNAVAILABLE.has(codeOf(e) ?? '') || UNAVAILABLE_TEXT.test(e.message ?? ''));
}

/** The SQLSTATE (or Prisma code) of an error, wherever the layers put it. */
export function sqlState(error: unknown): string | undefined {
  return errorChain(error)
    .map((e) => e.meta?.code ?? e.originalCode ?? e.code)
    .find((code) => code !== undefined);
}

export function isUniqueViolation(error: unknown): boolean {
  return errorChain(error).some((e) => e.code === '23505' || e.code === 'P2002' || e.originalCode === '23505');
}

export function isForeignKeyViolation(error: unknown): boolean {
  return errorChain(error).some((e) => e.code === '23503' || e.code === 'P2003' || e.originalCode === '23503');
}

interface AnyError {
  code?: string;
  originalCode?: string;
  message?: string;
  cause?: unknown;
  meta?: { code?: string; driverAdapterError?: unknown };
  errors?: unknown[];
}

const codeOf = (e: AnyError) => e.originalCode ?? e.code;

function errorChain(error: unknown, depth = 0): AnyError[] {
  if (typeof error !== 'object' || error === null || depth > 6) return [];
  const e = error as AnyError;
  const inner = [e.cause, e.meta?.driverAdapterError, ...(Array.isArray(e.errors) ? e.errors : [])];
  return [e, ...inner.flatMap((i) => errorChain(i, depth + 1))];
}
