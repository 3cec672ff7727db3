import { type DynamicModule, type FactoryProvider, Module, type ModuleMetadata } from '@nestjs/common';
import { MetricsModule } from '../../platform/metrics/metrics.module.js';
import { HEALTH_PROBES, type HealthProbe } from './health-probe.js';
import { HealthController } from './health.controller.js';
import { HealthWatch } from './health-watch.service.js';
import { HealthService } from './health.service.js';
import { BuildMetrics, VERSION } from './build-metrics.js';
import { HttpMetrics } from './http-metrics.js';
import { MetricsController } from './metrics.controller.js';
import { PartMetrics } from './part-metrics.js';

interface OperationsOptions {
  imports?: ModuleMetadata['imports'];
  inject?: FactoryProvider['inject'];
  /** Of the service. */
  version: string;
  /** The probes of `/health/ready`, made of what was injected. */
  useFactory: (...parts: never[]) => readonly HealthProbe[];
}

/** Health and metrics, for operators and their monitoring. */
@Module({})
export class OperationsModule {
  static forRoot({ version, imports = [], inject = [], useFactory }: OperationsOptions): DynamicModule {
    return {
      module: OperationsModule,
      imports: [MetricsModule, ...imports],
      controllers: [HealthController, MetricsController],
      providers: [
        { provide: HEALTH_PROBES, inject, useFactory },
        { provide: VERSION, useValue: version },
        BuildMetrics,
        HealthService,
        HealthWatch,
        HttpMetrics,
        PartMetrics,
      ],
      exports: [HealthService, MetricsModule],
    };
  }
}
