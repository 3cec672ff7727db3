import { Injectable } from '@nestjs/common';
import { defineGauge, type MetricDefinition } from '../../platform/metrics/metric-definitions.js';
import { Metrics, type Sample } from '../../platform/metrics/metrics.js';
import { ScrapeRefresh } from '../../platform/metrics/scrape-refresh.js';
import { HealthService } from './health.service.js';
import type { PartHealth } from './readiness.js';

const labels = { part: { atMost: 10, of: 'the part, as in /health/ready' } };

const partUp = defineGauge({
  name: 'airlock_part_up',
  help: 'Whether a part answers this process: 1 or 0. A part that is not configured is 0.',
  labels,
});
const partSeconds = defineGauge({
  name: 'airlock_part_response_seconds',
  help: 'Time until a part answered the last probe, or was given up.',
  labels,
});

/** The parts of `/health/ready`, probed at scrapes, at most every five seconds. */
@Injectable()
export class PartMetrics {
  private parts: Record<string, PartHealth> = {};
  private readonly refresh: ScrapeRefresh;

  constructor(
    private readonly metrics: Metrics,
    health: HealthService,
  ) {
    this.refresh = new ScrapeRefresh(
      async () => void (this.parts = (await health.readiness()).parts),
      () => undefined,
    );
    this.show(partUp, ({ state }) => (state === 'up' ? 1 : 0));
    this.show(partSeconds, ({ latencyMs }) => latencyMs / 1_000);
  }

  private show(definition: MetricDefinition<'part'>, valueOf: (part: PartHealth) => number): void {
    this.metrics.gauge(definition, async (): Promise<Sample<'part'>[]> => {
      await this.refresh.now();
      if (!this.refresh.isCurrent) return [];
      return Object.entries(this.parts).map(([part, health]) => ({ labels: { part }, value: valueOf(health) }));
    });
  }
}
