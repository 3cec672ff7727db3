import { Injectable } from '@nestjs/common';
import { Prisma } from '../../generated/prisma/client.js';
import { Database } from '../prisma/database.js';

/** A row of a figure: texts and numbers by column. */
export type FigureRow = Record<string, string | number | null>;

/** Reads the figures of all features in one statement and one round trip. */
@Injectable()
export class DatabaseFigures {
  constructor(private readonly database: Database) {}

  /** The rows of each SELECT, in their order. */
  async read(selects: Prisma.Sql[]): Promise<FigureRow[][]> {
    if (selects.length === 0) return [];
    const figures = selects.map((select) => Prisma.sql`(SELECT coalesce(jsonb_agg(f), '[]') FROM (${select}) AS f)`);
    const [row] = await this.database.system.$queryRaw<{ figures: FigureRow[][] }[]>`
      SELECT jsonb_build_array(${Prisma.join(figures)}) AS figures`;
    return row!.figures;
  }
}
