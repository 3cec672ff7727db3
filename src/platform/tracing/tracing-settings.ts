import type { Settings } from '../../config/settings.js';

export type SamplerName = Settings['OTEL_TRACES_SAMPLER'];

/** What the settings say about traces; the address of the collector is read by the exporter itself. */
export interface TracingSettings {
  serviceName: string;
  role: string;
  sampler: SamplerName;
  samplerArgument: number;
  exportEveryMs: number;
}

/** Undefined: no traces. */
export function tracingSettings(settings: Settings): TracingSettings | undefined {
  const endpoint = settings.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? settings.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (!endpoint || settings.OTEL_SDK_DISABLED) return undefined;
  return {
    serviceName: settings.OTEL_SERVICE_NAME,
    role: settings.AIRLOCK_ROLE,
    sampler: settings.OTEL_TRACES_SAMPLER,
    samplerArgument: settings.OTEL_TRACES_SAMPLER_ARG,
    exportEveryMs: settings.OTEL_BSP_SCHEDULE_DELAY,
  };
}
