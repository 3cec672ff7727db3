import { describe, expect, it } from '@jest/globals';
import '../app.module.js';
import { definedMetrics } from '../platform/metrics/metric-definitions.js';

// Those of the service: other specs of this process define samples.
const metrics = definedMetrics().filter(({ name }) => !name.startsWith('airlock_sample'));
const UNITS = /_(seconds|bytes)$/;
/** Labels that would have as many values as there are tenants, files or clients. */
const UNBOUNDED = /(_id|^id|user|key|workspace|organization|tenant|bucket|path|url|filename|address|signature)$/;

describe.each(metrics.map((metric) => [metric.name, metric] as const))(
  '%s',
  (name, { kind, help, labels, buckets }) => {
    it('is named as Prometheus expects', () => {
      expect(name).toMatch(/^airlock_[a-z]+(_[a-z]+)*$/);
      expect(name.endsWith('_total')).toBe(kind === 'counter');
      expect(name).not.toMatch(/_(count|sum|bucket|info_total|ms|milliseconds|minutes|kb|mib)$/);
      if (kind === 'histogram') expect(name).toMatch(UNITS);
    });

    it('is explained in sentences', () => {
      expect(help).toMatch(/^[A-Z0-9].*\.$/);
    });

    it('has few series', () => {
      const values = Object.values(labels).map((bound) => ('length' in bound ? bound.length : bound.atMost) + 1);
      const product = values.reduce((all, some) => all * some, 1);
      expect(Object.keys(labels).filter((label) => UNBOUNDED.test(label))).toEqual([]);
      // Requests: each route has one method or two and a few statuses, so the product is never reached.
      if (!name.startsWith('airlock_http_')) expect(product * (buckets.length + 1)).toBeLessThan(5_000);
    });

    it('has buckets that rise', () => {
      expect([...buckets].toSorted((a, b) => a - b)).toEqual([...buckets]);
      expect(buckets.length > 0).toBe(kind === 'histogram');
    });
  },
);
