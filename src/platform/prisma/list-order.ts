import { Prisma } from '../../generated/prisma/client.js';
import type { Direction, PageRequest } from '../../shared/page.js';

/** Lists are sorted by id, which is by time, from the newest to the oldest unless a page says otherwise. */
type Place = Pick<PageRequest, 'after' | 'direction'>;

const sqlOperators = { ASC: Prisma.sql`>`, DESC: Prisma.sql`<` };
const words = { ASC: Prisma.sql`ASC`, DESC: Prisma.sql`DESC` };

/** Prisma's condition on the id of a row of the page; without `after`, every row. */
export function behind({ after, direction }: Place): { gt: string } | { lt: string } | undefined {
  if (after === undefined) return undefined;
  return direction === 'ASC' ? { gt: after } : { lt: after };
}

/** Prisma's direction of a list. */
export function inOrder({ direction }: Pick<PageRequest, 'direction'>): 'asc' | 'desc' {
  return direction === 'ASC' ? 'asc' : 'desc';
}

/** The same as `behind`, in SQL. */
export function sqlBehind(column: Prisma.Sql, { after, direction = 'DESC' }: Place): Prisma.Sql {
  return after === undefined ? Prisma.sql`true` : Prisma.sql`${column} ${sqlOperators[direction]} ${after}`;
}

/** The rows up to the one at which a search ended, in SQL. */
export function sqlUpTo(
  column: Prisma.Sql,
  end: string,
  { direction = 'DESC' }: Pick<PageRequest, 'direction'>,
): Prisma.Sql {
  return direction === 'ASC' ? Prisma.sql`${column} <= ${end}` : Prisma.sql`${column} >= ${end}`;
}

/** The direction in SQL. */
export function sqlOrder({ direction = 'DESC' }: { direction?: Direction }): Prisma.Sql {
  return words[direction];
}
