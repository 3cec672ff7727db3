import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';
import type { MetricOptions } from './metric-options.js';
import { PolledGauge } from './polled-gauge.js';

/** The metrics of this process. Features register their own here. Labels must have few values, never ids. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  private readonly unreadable: Counter<'metric'>;

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    const name = 'airlock_metric_read_failures_total';
    this.unreadable = this.counter({ name, help: 'Gauges that could not be read at a scrape.', labels: ['metric'] });
  }

  counter<Label extends string = never>({ name, help, labels = [] }: MetricOptions<Label>): Counter<Label> {
    return new Counter({ name, help, labelNames: labels, registers: [this.registry] });
  }

  histogram<Label extends string = never>(
    { name, help, labels = [] }: MetricOptions<Label>,
    buckets: number[],
  ): Histogram<Label> {
    return new Histogram({ name, help, labelNames: labels, buckets, registers: [this.registry] });
  }

  /** Values that are read when they are scraped, such as the length of a queue. */
  polledGauge<Label extends string = never>(options: MetricOptions<Label>): PolledGauge<Label> {
    return new PolledGauge(options, this.registry, () => this.unreadable.inc({ metric: options.name }));
  }
}
