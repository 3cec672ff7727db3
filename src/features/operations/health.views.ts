import { Prop } from '../../edge/dto/prop.js';
import { View } from '../../edge/dto/view.js';
import type { Readiness } from './health.service.js';

export class LivenessView extends View {
  @Prop.choice({ values: ['ok'], description: 'The process answers.' })
  status: string;
}

/** Each part under its own name, beside the verdict. */
export class ReadinessView extends View {
  @Prop.choice({
    values: ['ready', 'degraded', 'unavailable'],
    description: 'degraded: it works, but files may wait to be admitted.',
  })
  status: string;

  @Prop.json({
    description: 'Each part: `{state: up | down | not_configured, latency_ms, detail?}`.',
    example: { database: { state: 'up', latency_ms: 0.8 } },
  })
  parts: Record<string, unknown>;

  static from({ status, parts }: Readiness): ReadinessView {
    const shown = Object.entries(parts).map(([name, { state, latencyMs, detail }]) => [
      name,
      { state, latency_ms: latencyMs, ...(detail ? { detail } : {}) },
    ]);
    return Object.assign(new ReadinessView(), { status, parts: Object.fromEntries(shown) as Record<string, unknown> });
  }

  /** The parts stand at the top, where monitors look for them. */
  override toJSON(): Record<string, unknown> {
    return { status: this.status, ...this.parts };
  }
}
