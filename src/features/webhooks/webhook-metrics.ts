import { Injectable } from '@nestjs/common';
import { defineCounter, defineHistogram } from '../../platform/metrics/metric-definitions.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import type { CounterSeries, HistogramSeries } from '../../platform/metrics/series.js';
import { attemptOutcomes, outcomeOf } from './domain/attempt-outcome.js';
import type { TriedDelivery } from './endpoint-leases.repository.js';

const attemptsTotal = defineCounter({
  name: 'airlock_webhook_attempts_total',
  help: 'Calls of webhook endpoints by outcome. no_response: refused, broken or too slow; gone: the endpoint answered 410 and is disabled.',
  labels: { outcome: attemptOutcomes },
});
const attemptSeconds = defineHistogram(
  { name: 'airlock_webhook_attempt_seconds', help: 'Time until a webhook endpoint answered, or did not in time.' },
  [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
);
const givenUpTotal = defineCounter({
  name: 'airlock_webhook_deliveries_given_up_total',
  help: 'Deliveries that failed for good: the endpoint answered 410, or the last try failed.',
});

/** Deliveries of webhooks by this process. */
@Injectable()
export class WebhookMetrics {
  private readonly attempts: CounterSeries<'outcome'>;
  private readonly seconds: HistogramSeries<never>;
  private readonly givenUp: CounterSeries<never>;

  constructor(metrics: Metrics) {
    this.attempts = metrics.counter(attemptsTotal);
    this.seconds = metrics.histogram(attemptSeconds);
    this.givenUp = metrics.counter(givenUpTotal);
  }

  /** `givenUp`: how many of them are not tried again. */
  count(tried: TriedDelivery[], givenUp: number): void {
    for (const { attempt } of tried) {
      this.attempts.inc({ outcome: outcomeOf(attempt) });
      this.seconds.observe({}, attempt.durationMs / 1_000);
    }
    this.givenUp.inc({}, givenUp);
  }
}
