import { Prisma } from '../../../generated/prisma/client.js';
import type { CompiledQuery } from './compiled-query.repository.js';

/** The branches of a CASE that gives each language its query. */
export const byLanguage = (queries: CompiledQuery[]) =>
  Prisma.join(
    queries.map(({ language, tsquery }) => Prisma.sql`WHEN ${language} THEN ${tsquery}::tsquery`),
    ' ',
  );
