import { DatabaseConnectionError } from './connections/database-connection-error.js';
import { codesIn, errorChain, sqlStateIn } from './error-chain.js';

/**
 * Classes of SQLSTATE that only a defect of this program causes: values and cardinality (20, 21, 22), constraints (23, 27, 44),
 * names, types, rights (0A, 42), misuse of cursors, savepoints and transactions of our own (24, 2B, 34, 3B), errors
 * inside of functions (2F, 38, 39, P0) and those that our functions raise for their callers (AL).
 */
const DEFECT = /^(0A|2[0-4]|27|2B|2F|34|38|39|3B|3F|42|44|AL|P0)/;

/** SQLSTATEs of a busy, stopping or unreachable server: resources, operator intervention, conflicts, idle time-outs. */
const KNOWN_OUTAGE = /^(08|25P0[34]|40|53|55|57|58)/;

/** Prisma's errors for an invalid query. P2010 wraps PostgreSQL's error for a raw query. */
const PRISMA_DEFECT = /^P2(?!010|024|028|034|037)\d{3}$/;
const PRISMA_OUTAGE = /^(P1\d{3}|P2024|P2028|P2034|P2037)$/;
const PRISMA_MISUSE = 'PrismaClientValidationError';

const OF_DATABASE = /^(PrismaClient\w+Error|DriverAdapterError)$/;

/** Error codes of an unreachable peer. */
const NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EPIPE', 'EHOSTUNREACH']);

/** `outage`: a known one. `unfamiliar`: treated as an outage, and logged. */
export type DatabaseFault = 'defect' | 'outage' | 'unfamiliar';

/** Classifies a database error by exclusion: everything that is not a defect is an outage. `undefined`: not a database error. */
export function databaseFault(error: unknown): DatabaseFault | undefined {
  const chain = errorChain(error);
  if (chain.some(({ name }) => name === PRISMA_MISUSE)) return 'defect';
  if (chain.some((e) => e instanceof DatabaseConnectionError)) return 'outage';
  const state = sqlStateIn(chain);
  if (state !== undefined) return DEFECT.test(state) ? 'defect' : KNOWN_OUTAGE.test(state) ? 'outage' : 'unfamiliar';
  const codes = codesIn(chain);
  if (codes.some((code) => PRISMA_DEFECT.test(code))) return 'defect';
  if (codes.some((code) => PRISMA_OUTAGE.test(code) || NETWORK.has(code))) return 'outage';
  return chain.some(({ name }) => OF_DATABASE.test(name ?? '')) ? 'unfamiliar' : undefined;
}

/** Whether an error means that the database is unavailable, so that a retry may succeed. */
export function isDatabaseUnavailable(error: unknown): boolean {
  const fault = databaseFault(error);
  return fault === 'outage' || fault === 'unfamiliar';
}

/** The SQLSTATE of an error, at any layer. */
export function sqlState(error: unknown): string | undefined {
  return sqlStateIn(errorChain(error));
}

export function isUniqueViolation(error: unknown): boolean {
  return hasCode(error, '23505', 'P2002');
}

export function isForeignKeyViolation(error: unknown): boolean {
  return hasCode(error, '23503', 'P2003');
}

function hasCode(error: unknown, ...wanted: string[]): boolean {
  return codesIn(errorChain(error)).some((code) => wanted.includes(code));
}
