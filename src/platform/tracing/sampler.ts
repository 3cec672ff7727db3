import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import type { SamplerName } from './tracing-settings.js';

const PARENT_BASED = 'parentbased_';

/** The sampler that OTEL_TRACES_SAMPLER names. `ratio`: the share of traces that a ratio sampler records, 0 to 1. */
export function samplerOf(name: SamplerName, ratio: number): Sampler {
  if (name.startsWith(PARENT_BASED))
    return new ParentBasedSampler({ root: samplerOf(name.slice(PARENT_BASED.length) as SamplerName, ratio) });
  if (name === 'always_off') return new AlwaysOffSampler();
  return name === 'traceidratio' ? new TraceIdRatioBasedSampler(ratio) : new AlwaysOnSampler();
}
