import { type FactoryProvider, Injectable, Logger } from '@nestjs/common';
import type { Prisma } from '../../generated/prisma/client.js';
import { OccasionalWarning } from '../background/occasional-warning.js';
import { DatabaseFigures, type FigureRow } from './database-figures.js';
import { defineCounter, defineGauge, type MetricDefinition } from './metric-definitions.js';
import { Metrics, type Sample } from './metrics.js';
import { ScrapeRefresh } from './scrape-refresh.js';

const age = defineGauge({
  name: 'airlock_database_gauges_age_seconds',
  help: 'How old the gauges that are read from the database are. A minute after they were due to be read again, they are left out.',
});
const duration = defineGauge({
  name: 'airlock_database_gauges_read_seconds',
  help: 'How long the last read of the gauges of the database took. A read follows after a hundred times as long, and 5 s at the least.',
});
const failures = defineCounter({
  name: 'airlock_database_gauges_read_failures_total',
  help: 'Reads of the gauges of the database that failed.',
});

/** Rows of the database that gauges show. */
export interface Figure<Label extends string> {
  /**
   * A SELECT of rows: a text column for each label, and for each gauge a number, in a column named as its metric without
   * `airlock_`. It reads an index up to a bound, or one row, however large the tables are.
   */
  select: () => Prisma.Sql;
  gauges: readonly MetricDefinition<Label>[];
}

/** Gauges that are the same in all processes, read by one statement at a scrape and kept for a while. */
@Injectable()
export class DatabaseGauges {
  private readonly warning = new OccasionalWarning(new Logger('Metrics'));
  private readonly selects: (() => Prisma.Sql)[] = [];
  private readonly refresh: ScrapeRefresh;
  private rows: FigureRow[][] = [];

  constructor(
    private readonly metrics: Metrics,
    private readonly figures: DatabaseFigures,
  ) {
    const failed = metrics.counter(failures);
    this.refresh = new ScrapeRefresh(
      () => this.readAll(),
      (error) => {
        failed.inc({});
        this.warning.warn(`Gauges of the database cannot be read: ${error.message}`);
      },
    );
    const refreshed = (value: () => number | undefined) => () => this.refresh.now().then(() => valueOf(value()));
    metrics.gauge(
      age,
      refreshed(() => this.refresh.age),
    );
    metrics.gauge(
      duration,
      refreshed(() => this.refresh.lastSeconds),
    );
  }

  /** Reads every figure anew, by one statement. */
  async readAll(): Promise<void> {
    this.rows = await this.figures.read(this.selects.map((select) => select()));
  }

  /** Resolves once the values have been read that the next scrape shows, however long that takes. */
  async refreshed(): Promise<void> {
    await this.refresh.run();
  }

  add<Label extends string>({ select, gauges }: Figure<Label>): void {
    const place = this.selects.push(select) - 1;
    for (const definition of gauges) this.metrics.gauge(definition, () => this.samplesOf(definition, place));
  }

  private async samplesOf<Label extends string>(
    { name, labels }: MetricDefinition<Label>,
    place: number,
  ): Promise<Sample<Label>[]> {
    await this.refresh.now();
    if (!this.refresh.isCurrent) return [];
    const column = name.replace(/^airlock_/, '');
    const shown = (this.rows[place] ?? []).filter((row) => row[column] !== null);
    return shown.map((row) => ({ labels: labelsOf(row, Object.keys(labels) as Label[]), value: Number(row[column]) }));
  }
}

/** A provider that shows a figure as long as the process runs. */
export function showing<Label extends string>(figure: Figure<Label>): FactoryProvider {
  const useFactory = (gauges: DatabaseGauges) => gauges.add(figure);
  return { provide: Symbol('figure'), inject: [DatabaseGauges], useFactory };
}

function labelsOf<Label extends string>(row: FigureRow, names: Label[]): Record<Label, string> {
  return Object.fromEntries(names.map((label) => [label, String(row[label])])) as Record<Label, string>;
}

const valueOf = (value: number | undefined): Sample<never>[] => (value === undefined ? [] : [{ labels: {}, value }]);
