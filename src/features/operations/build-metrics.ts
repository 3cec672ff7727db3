import { Inject, Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { defineGauge } from '../../platform/metrics/metric-definitions.js';
import { Metrics } from '../../platform/metrics/metrics.js';

/** Injection token of the version of the service. */
export const VERSION = Symbol('VERSION');

const one = (of: string) => ({ atMost: 1, of });

const buildInfo = defineGauge({
  name: 'airlock_build_info',
  help: 'Always 1. Its labels say what runs in this process.',
  labels: { version: one('the version of Airlock'), node: one('the version of Node'), role: ['all', 'api', 'worker'] },
});

/** What runs here. */
@Injectable()
export class BuildMetrics {
  constructor(metrics: Metrics, config: Config, @Inject(VERSION) version: string) {
    const labels = { version, node: process.versions.node, role: config.get('AIRLOCK_ROLE') };
    metrics.gauge(buildInfo, () => [{ labels, value: 1 }]);
  }
}
