import { describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { defineGauge } from './metric-definitions.js';
import { Metrics } from './metrics.js';

const sample = defineGauge({ name: 'airlock_sample', help: 'A sample.' });
const ofParts = defineGauge({
  name: 'airlock_sample_of_parts',
  help: 'A sample of each part.',
  labels: { part: ['sound', 'broken'] },
});

jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);

const linesOf = async (metrics: Metrics, name: string) =>
  (await metrics.registry.metrics()).split('\n').filter((line) => line.startsWith(name));

describe('a polled gauge', () => {
  it('is read when it is scraped, at most every few seconds', async () => {
    const metrics = new Metrics();
    const read = jest.fn(async () => 7);
    metrics.polledGauge(sample).from(read);
    for (let scrape = 0; scrape < 3; scrape++)
      expect(await linesOf(metrics, 'airlock_sample')).toEqual(['airlock_sample 7']);
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('that cannot be read is left out and counted, and fails no scrape', async () => {
    const metrics = new Metrics();
    metrics
      .polledGauge(ofParts)
      .from(async () => 1, { part: 'sound' })
      .from(() => Promise.reject(new Error('the database is away')), { part: 'broken' });
    expect(await linesOf(metrics, 'airlock_sample')).toEqual(['airlock_sample_of_parts{part="sound"} 1']);
    expect(await linesOf(metrics, 'airlock_metric_read')).toEqual([
      'airlock_metric_read_failures_total{metric="airlock_sample_of_parts"} 1',
    ]);
  });

  it('that hangs is given up after two seconds', async () => {
    const metrics = new Metrics();
    metrics.polledGauge(sample).from(() => new Promise(() => undefined));
    expect(await linesOf(metrics, 'airlock_sample')).toEqual([]);
  });

  it('shows nothing where there is nothing to show', async () => {
    const metrics = new Metrics();
    metrics.polledGauge(sample).from(async () => null);
    expect(await linesOf(metrics, 'airlock_sample')).toEqual([]);
  });
});
