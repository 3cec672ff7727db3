import { type DynamicModule, type FactoryProvider, Module, type ModuleMetadata } from '@nestjs/common';
import { MetricsModule } from '../../platform/metrics/metrics.module.js';
import { HEALTH_PROBES, type HealthProbe } from './health-probe.js';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';
import { HttpMetrics } from './http-metrics.js';
import { MetricsController } from './metrics.controller.js';

interface OperationsOptions {
  imports?: ModuleMetadata['imports'];
  inject?: FactoryProvider['inject'];
  /** The probes of `/health/ready`, made of what was injected. */
  useFactory: (...parts: never[]) => readonly HealthProbe[];
}

/** Health and metrics, for operators and their monitoring. */
@Module({})
export class OperationsModule {
  static forRoot({ imports = [], inject = [], useFactory }: OperationsOptions): DynamicModule {
    return {
      module: OperationsModule,
      imports: [MetricsModule, ...imports],
      controllers: [HealthController, MetricsController],
      providers: [{ provide: HEALTH_PROBES, inject, useFactory }, HealthService, HttpMetrics],
      exports: [HealthService, MetricsModule],
    };
  }
}
