import { Counter, Histogram, type Registry } from 'prom-client';
import { BoundedLabels } from './bounded-labels.js';
import type { MetricDefinition } from './metric-definitions.js';

/** A counter whose labels stay within their bounds. It is there at zero before the first event. */
export class CounterSeries<Label extends string> {
  private readonly counter: Counter<Label>;
  private readonly bounded: BoundedLabels<Label>;

  constructor(definition: MetricDefinition<Label>, registry: Registry) {
    this.counter = new Counter({ ...namesOf(definition), registers: [registry] });
    this.bounded = new BoundedLabels(definition);
    for (const labels of this.bounded.combinations()) this.counter.inc(labels, 0);
  }

  inc(labels: Record<Label, string>, by = 1): void {
    this.of(labels).inc(by);
  }

  /** One series, for code that counts it often. */
  of(labels: Record<Label, string>): Counter.Internal {
    return this.counter.labels(this.bounded.within(labels));
  }
}

/** A histogram whose labels stay within their bounds. */
export class HistogramSeries<Label extends string> {
  private readonly histogram: Histogram<Label>;
  private readonly bounded: BoundedLabels<Label>;

  constructor(definition: MetricDefinition<Label>, registry: Registry) {
    const buckets = [...definition.buckets];
    this.histogram = new Histogram({ ...namesOf(definition), buckets, registers: [registry] });
    this.bounded = new BoundedLabels(definition);
  }

  observe(labels: Record<Label, string>, value: number): void {
    this.of(labels).observe(value);
  }

  /** One series, for code that observes it often. */
  of(labels: Record<Label, string>): Histogram.Internal<Label> {
    return this.histogram.labels(this.bounded.within(labels));
  }
}

/** Name, help and labels as prom-client takes them. */
export function namesOf<Label extends string>({ name, help, labels }: MetricDefinition<Label>) {
  return { name, help, labelNames: Object.keys(labels) as Label[] };
}
