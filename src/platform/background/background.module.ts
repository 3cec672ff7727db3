import { Module } from '@nestjs/common';
import { HandlersModule } from '../handlers/handlers.module.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { BackgroundWork } from './background-work.js';
import { JobLeases } from './job-leases.repository.js';
import { JobMetrics } from './job-metrics.js';

/** Finds background jobs and services, runs and measures them. */
@Module({
  imports: [HandlersModule, MetricsModule],
  providers: [BackgroundWork, JobLeases, JobMetrics],
  exports: [BackgroundWork],
})
export class BackgroundModule {}
