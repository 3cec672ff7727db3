import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { BoundedLabels } from './bounded-labels.js';
import { defineCounter, type MetricDefinition } from './metric-definitions.js';
import { PolledGauge } from './polled-gauge.js';
import { CounterSeries, HistogramSeries, namesOf } from './series.js';

const readFailures = defineCounter({
  name: 'airlock_metric_read_failures_total',
  help: 'Reads of gauges that failed at a scrape. A gauge that cannot be read is left out.',
  labels: { metric: { atMost: 50, of: 'the gauge' } },
});

/** A value at the moment of a scrape. */
export interface Sample<Label extends string> {
  labels: Record<Label, string>;
  value: number;
}

/** The metrics of this process. Features define their own and make them here. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  private readonly unreadable: CounterSeries<'metric'>;

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    this.unreadable = this.counter(readFailures);
  }

  counter<Label extends string>(definition: MetricDefinition<Label>): CounterSeries<Label> {
    return new CounterSeries(definition, this.registry);
  }

  histogram<Label extends string>(definition: MetricDefinition<Label>): HistogramSeries<Label> {
    return new HistogramSeries(definition, this.registry);
  }

  /** Read at every scrape: values that this process has at hand, or that `read` keeps for a while. */
  gauge<Label extends string>(
    definition: MetricDefinition<Label>,
    read: () => Sample<Label>[] | Promise<Sample<Label>[]>,
  ): void {
    const bounded = new BoundedLabels(definition);
    const gauge: Gauge<Label> = new Gauge({
      ...namesOf(definition),
      registers: [this.registry],
      collect: async () => {
        const samples = await read();
        gauge.reset();
        if (samples.length === 0) gauge.remove({} as Record<Label, string>);
        for (const { labels, value } of samples) gauge.set(bounded.within(labels), value);
      },
    });
  }

  /** Values from outside of this process that are read at a scrape, each by a call of its own, such as the length of a queue. */
  polledGauge<Label extends string>(definition: MetricDefinition<Label>): PolledGauge<Label> {
    return new PolledGauge(definition, this.registry, () => this.unreadable.inc({ metric: definition.name }));
  }
}
