import { describe, expect, it } from '@jest/globals';
import { defineCounter, definedMetrics } from './metric-definitions.js';
import { Metrics } from './metrics.js';

const answers = defineCounter({
  name: 'airlock_sample_answers_total',
  help: 'Sample.',
  labels: { outcome: ['done', 'failed'], route: { atMost: 3, of: 'the route' } },
});
const listed = defineCounter({
  name: 'airlock_sample_listed_total',
  help: 'Sample.',
  labels: { outcome: ['done', 'failed'], side: ['left', 'right'] },
});

const seriesOf = async (metrics: Metrics, name: string) =>
  (await metrics.registry.metrics()).split('\n').filter((line) => line.startsWith(`${name}{`));

describe('labels', () => {
  it('have the values of their list, or as many as they may; every other value is "other"', async () => {
    const metrics = new Metrics();
    const counter = metrics.counter(answers);
    for (let n = 0; n < 1_000; n++) counter.inc({ outcome: n % 2 ? 'done' : `odd ${n}"\n`, route: `/${n}` });
    expect(await seriesOf(metrics, 'airlock_sample_answers_total')).toEqual([
      'airlock_sample_answers_total{outcome="other",route="/0"} 1',
      'airlock_sample_answers_total{outcome="done",route="/1"} 1',
      'airlock_sample_answers_total{outcome="other",route="/2"} 1',
      'airlock_sample_answers_total{outcome="done",route="other"} 499',
      'airlock_sample_answers_total{outcome="other",route="other"} 498',
    ]);
  });

  it('that are listed are there at zero from the start, so that the first event is a rise', async () => {
    const metrics = new Metrics();
    metrics.counter(listed);
    expect(await seriesOf(metrics, 'airlock_sample_listed_total')).toEqual([
      'airlock_sample_listed_total{outcome="done",side="left"} 0',
      'airlock_sample_listed_total{outcome="done",side="right"} 0',
      'airlock_sample_listed_total{outcome="failed",side="left"} 0',
      'airlock_sample_listed_total{outcome="failed",side="right"} 0',
    ]);
  });

  it('belong to one metric of a name', () => {
    expect(() => defineCounter({ name: 'airlock_sample_listed_total', help: 'Again.' })).toThrow('defined twice');
    expect(definedMetrics().map(({ name }) => name)).toContain('airlock_sample_listed_total');
  });
});
