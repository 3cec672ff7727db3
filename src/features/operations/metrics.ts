import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';

interface MetricOptions<Label extends string> {
  /** Prometheus's style: `airlock_uploads_total`, `airlock_scan_queue_length`. */
  name: string;
  help: string;
  labels?: readonly Label[];
}

/** What this process counts. Features register their own here; labels must have few values, never ids. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  counter<Label extends string>({ name, help, labels = [] }: MetricOptions<Label>): Counter<Label> {
    return new Counter({ name, help, labelNames: labels, registers: [this.registry] });
  }

  /** A value read when somebody asks, e.g. the length of a queue. */
  gauge<Label extends string>(
    { name, help, labels = [] }: MetricOptions<Label>,
    collect?: (gauge: Gauge<Label>) => Promise<void> | void,
  ): Gauge<Label> {
    return new Gauge({
      name,
      help,
      labelNames: labels,
      registers: [this.registry],
      ...(collect
        ? {
            collect(this: Gauge<Label>) {
              return collect(this);
            },
          }
        : {}),
    });
  }
}
