import { hash } from 'node:crypto';

/** Prepared statements cost memory in every connection, and queries with lists have unlimited many texts. */
const MAX_NAMED = 100;
const UNNAMED = '';

/**
 * Names for Prisma's statements, so that each connection parses and plans a text once instead of at every use. Only the
 * first texts of a process are named, which are its most frequent ones; later ones stay unnamed.
 */
export function statementNames(limit = MAX_NAMED): (query: { sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    const known = names.get(sql);
    if (known !== undefined) return known;
    if (names.size >= limit) return UNNAMED;
    // By its text: one name must mean the same statement on every connection of a shared pool.
    const name = `prisma_${hash('sha256', sql).slice(0, 24)}`;
    names.set(sql, name);
    return name;
  };
}
