import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Gauge, type LabelValues, type Registry } from 'prom-client';
import { OccasionalWarning } from '../background/occasional-warning.js';
import type { MetricDefinition } from './metric-definitions.js';
import { namesOf } from './series.js';

/** Scrapes within this time share one read: several scrapers, or a fast one, cost the database no more. */
const FRESH_MS = 5_000;
const DEADLINE_MS = 2_000;

interface Source<Label extends string> {
  labels: LabelValues<Label>;
  read: () => Promise<number | null>;
  readAt: number;
}

/** A gauge whose values are read at a scrape. A value that cannot be read is left out; the scrape goes on without it. */
export class PolledGauge<Label extends string> {
  private readonly warning = new OccasionalWarning(new Logger('Metrics'));
  private readonly gauge: Gauge<Label>;
  private readonly sources: Source<Label>[] = [];
  private underWay?: Promise<void>;

  constructor(
    private readonly definition: MetricDefinition<Label>,
    registry: Registry,
    private readonly unreadable: () => void,
  ) {
    const collect = () => this.collect();
    this.gauge = new Gauge({ ...namesOf(definition), registers: [registry], collect });
    this.gauge.remove({} as LabelValues<Label>);
  }

  /** `read` must be cheap however large the tables are. `null`: there is nothing to show. */
  from(read: () => Promise<number | null>, labels: LabelValues<Label> = {}): this {
    this.sources.push({ labels, read, readAt: -Infinity });
    return this;
  }

  private collect(): Promise<void> {
    const due = this.sources.filter(({ readAt }) => performance.now() - readAt > FRESH_MS);
    this.underWay ??= Promise.all(due.map((source) => this.update(source)))
      .then(() => undefined)
      .finally(() => (this.underWay = undefined));
    return this.underWay;
  }

  private async update(source: Source<Label>): Promise<void> {
    try {
      const value = await inTime(source.read());
      if (value === null) this.gauge.remove(source.labels);
      else this.gauge.set(source.labels, value);
    } catch (error) {
      this.gauge.remove(source.labels);
      this.unreadable();
      this.warning.warn(`${this.definition.name} cannot be read: ${(error as Error).message}`);
    }
    source.readAt = performance.now();
  }
}

async function inTime<T>(read: Promise<T>): Promise<T> {
  const deadline = new AbortController();
  const late = pause(DEADLINE_MS, undefined, { signal: deadline.signal, ref: false }).then(() => {
    throw new Error(`no answer within ${DEADLINE_MS / 1_000} s`);
  });
  late.catch(() => undefined);
  return Promise.race([read, late]).finally(() => deadline.abort());
}
