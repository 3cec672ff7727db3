import { DatabaseConnectionError } from './connections/database-connection-error.js';
import { codesIn, errorChain, sqlStateIn } from './error-chain.js';

/**
 * Classes of SQLSTATE that a correct program never gets: values and cardinality (20, 21, 22), constraints (23, 27, 44),
 * names, types, rights (0A, 42), misuse of cursors, savepoints and transactions of our own (24, 2B, 34, 3B), errors
 * inside of functions (2F, 38, 39, P0) and those that our functions raise for their callers (AL).
 */
const DEFECT = /^(0A|2[0-4]|27|2B|2F|34|38|39|3B|3F|42|44|AL|P0)/;

/** What PostgreSQL says while it is busy, going away or not there: resources, operators, conflicts, idle limits. */
const KNOWN_OUTAGE = /^(08|25P0[34]|40|53|55|57|58)/;

/** Prisma's own refusals of a query that was wrong. P2010 wraps what PostgreSQL answered to a raw one. */
const PRISMA_DEFECT = /^P2(?!010|024|028|034|037)\d{3}$/;
const PRISMA_OUTAGE = /^(P1\d{3}|P2024|P2028|P2034|P2037)$/;
const PRISMA_MISUSE = 'PrismaClientValidationError';

const OF_DATABASE = /^(PrismaClient\w+Error|DriverAdapterError)$/;

/** A peer that is not there, whichever part of the service it belongs to. */
const NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EPIPE', 'EHOSTUNREACH']);

/** `outage`: one of the usual ones. `unfamiliar`: treated as one, and worth a line in the log. */
export type DatabaseFault = 'defect' | 'outage' | 'unfamiliar';

/** What a failed call of the database was, by exclusion: whatever is no defect of ours is an outage. `undefined`: no such call. */
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

/** Whether an error means that the database is away, and trying again later may work. */
export function isDatabaseUnavailable(error: unknown): boolean {
  const fault = databaseFault(error);
  return fault === 'outage' || fault === 'unfamiliar';
}

/** The SQLSTATE of an error, wherever the layers put it. */
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
